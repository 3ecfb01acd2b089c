import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatagramSink, leaveStaleSocket } from '../datagram-sink.ts'
import { type Home, makeHome } from '../home.ts'
import { type LocalAws, startLocalAws } from '../local-aws/index.ts'
import { runHere } from '../run-here.ts'
import { type Row, readState, writeState } from '../state-db.ts'
import type { Case, CaseStep, Left, State } from './case.ts'
import type { Observation } from './compare.ts'
import { Placeholders } from './placeholders.ts'
import { seed } from './seed.ts'

const RECENT_MS = 30 * 86_400_000

/** The cloud and the home of a case. */
interface Stage {
  readonly aws: LocalAws
  readonly home: Home
  readonly placeholders: Placeholders
}

/** Runs every step of a case in its own cloud and home. @returns one observation for each step */
export async function play(recorded: Case): Promise<Observation[]> {
  const aws = await startLocalAws()
  const home = makeHome(aws.url, {
    config: recorded.config?.replaceAll('{endpoint}', aws.url),
    credentials: recorded.credentials,
  })
  const placeholders = new Placeholders(new Date())
  placeholders.add(home.root, '{home}')
  placeholders.add(aws.url, '{endpoint}')
  // An expectation may contain dates that are in no input.
  placeholders.fill(JSON.stringify(recorded.expect))
  try {
    const stage = { aws, home, placeholders }
    prepare(stage, recorded)
    const seen: Observation[] = []
    for (const step of recorded.steps) seen.push(await run(stage, step, recorded.env ?? {}))
    return seen
  } finally {
    await aws.stop()
    home.remove()
  }
}

function prepare({ aws, home, placeholders }: Stage, recorded: Case): void {
  aws.credentials.add('AKIDEXAMPLE', 'secret')
  aws.credentials.add('AKID', 's')
  aws.sqs.longPolling = false
  for (const [database, sql] of Object.entries(recorded.databases ?? {})) {
    writeState(home, database, placeholders.fill(sql))
  }
  if (recorded.damage !== undefined) {
    writeFileSync(join(home.state, `${recorded.damage}.db`), 'this file is not a database\n'.repeat(200))
  }
  seed(aws, recorded.aws ?? {}, placeholders)
}

async function run(
  { aws, home, placeholders }: Stage,
  step: CaseStep,
  env: Record<string, string>,
): Promise<Observation> {
  seed(aws, step.aws ?? {}, placeholders)
  rmSync(home.socket, { force: true })
  const sink = step.listening === false ? undefined : new DatagramSink(home.socket)
  if (step.stale_socket) leaveStaleSocket(home.socket)
  const argv = step.argv.map((word) => placeholders.fill(word).replaceAll('{endpoint}', aws.url))
  const result = await runHere(home, argv, { env })
  await sink?.close()
  return placeholders.unfill({
    exit: result.exit ?? String(result.signal),
    datagrams: sink?.texts() ?? [],
    stdout: result.stdout,
    stderr: result.stderr,
    db: maskState(readState(home)),
    left: leftIn(aws),
  })
}

/** Masks values of rows that differ from run to run. */
function maskState(state: Record<string, Row[]>): State {
  return Object.fromEntries(Object.entries(state).map(([table, rows]) => [table, rows.map(maskRow)]))
}

function maskRow({ processed_date: _, ...row }: Row): Row {
  const masked: Row = { ...row }
  for (const field of ['start_time', 'end_time']) {
    const time = masked[field]
    if (typeof time === 'number' && Math.abs(time - Date.now()) < RECENT_MS) masked[field] = 'recent'
  }
  if (masked.next_token) masked.next_token = 'token'
  if (typeof masked.scan_date === 'string') masked.scan_date = masked.scan_date.replace(/\d/g, '0')
  return masked
}

function leftIn(aws: LocalAws): Left {
  const s3 = Object.fromEntries([...aws.s3.buckets].map(([name, bucket]) => [name, [...bucket.keys]]))
  const parts = { s3, streams: aws.logs.streamNames(), queues: aws.sqs.depths() }
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0))
}
