// What objects of a megabyte cost at most, by type: `npm run test:hostile`, `-- --only TEXT` for those whose names hold it.
// Fails if one of them costs more than 5 seconds of CPU or 600 MB, or ends the run. The time that passes is only shown: on a
// busy machine it may be any.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startReader } from '../../bench/reader.ts'
import { makeHome } from '../helpers/home.ts'
import { startLocalAws } from '../helpers/local-aws/index.ts'
import { spawnCli } from '../helpers/run-cli.ts'
import { BOMBS, type Bomb, keyOf, MAX_STORED } from './bombs.ts'

const MAX_SECONDS = 5
const MAX_MEGABYTES = 600
const TICKS_A_SECOND = 100
const QUEUE = 'q'
const BUCKET = 'logs'

/** Of a process so far. */
interface Used {
  /** Of CPU, in all threads. */
  readonly seconds: number
  /** The peak. */
  readonly megabytes: number
}

interface Cost extends Used {
  /** Seconds from its start to its end. */
  readonly passed: number
}
const NOTHING: Cost = { seconds: 0, passed: 0, megabytes: 0 }

const { only } = parseArgs({ options: { only: { type: 'string', default: '' } } }).values
const most = new Map<string, Cost>()
let failures = 0
const bombs = BOMBS.filter(({ type, what }) => `${type}: ${what}`.includes(only))
for (const bomb of bombs) {
  const { cost, end, reason } = await measured(bomb)
  const { seconds, passed, megabytes } = cost
  const isFine = seconds <= MAX_SECONDS && megabytes <= MAX_MEGABYTES && end === '0'
  if (!isFine) failures++
  console.log(
    `${isFine ? 'ok' : 'FAIL'} ${bomb.type}: ${bomb.what}: ${seconds.toFixed(1)} s in ${passed.toFixed(1)} s, ${megabytes} MB, exit ${end} ${reason}`,
  )
  const before = most.get(bomb.type) ?? NOTHING
  most.set(bomb.type, {
    seconds: Math.max(seconds, before.seconds),
    passed: Math.max(passed, before.passed),
    megabytes: Math.max(megabytes, before.megabytes),
  })
}
console.log('\n| type | seconds of CPU | seconds | peak, MB |\n| --- | ---: | ---: | ---: |')
for (const [type, { seconds, passed, megabytes }] of most)
  console.log(`| ${type} | ${seconds.toFixed(1)} | ${passed.toFixed(1)} | ${megabytes} |`)
console.log(
  `\n${failures} of ${bombs.length} objects cost more than ${MAX_SECONDS} s or ${MAX_MEGABYTES} MB, or end the run`,
)
process.exitCode = failures === 0 ? 0 : 1

async function measured(bomb: Bomb): Promise<{ cost: Cost; end: string; reason: string }> {
  const content = await bomb.content()
  if (content.length > MAX_STORED * 1.05)
    throw new Error(`${bomb.type}: ${bomb.what}: ${content.length} bytes as stored`)
  const aws = await startLocalAws()
  const home = makeHome(aws.url, { config: '[default]\nregion = us-east-1\n' })
  const reader = await startReader(home.socket)
  try {
    const run = spawnCli(home, argvFor(bomb, content, aws), { timeoutMs: 600_000 })
    const { pid } = run.process
    let used: Used = NOTHING
    const start = performance.now()
    const timer = setInterval(() => (used = usageOf(pid) ?? used), 20)
    const { exit, signal, stdout } = await run.result
    const passed = (performance.now() - start) / 1000
    clearInterval(timer)
    const reason = stdout.find((line) => line.includes('skipping...'))?.slice(-100) ?? ''
    return { cost: { ...used, passed }, end: String(signal ?? exit), reason }
  } finally {
    reader.stop()
    await aws.stop()
    home.remove()
  }
}

function argvFor(bomb: Bomb, content: Buffer, aws: Awaited<ReturnType<typeof startLocalAws>>): readonly string[] {
  const key = keyOf(bomb)
  aws.s3.put(BUCKET, key, content)
  if (bomb.type !== 'buckets') {
    const argv = [
      '--bucket',
      BUCKET,
      '--type',
      bomb.type,
      '--only_logs_after',
      '2024-JAN-01',
      '--skip_on_error',
      '--debug',
      '1',
    ]
    return [...argv, ...(bomb.type === 'cisco_umbrella' ? ['--trail_prefix', 'dnslogs'] : []), ...(bomb.argv ?? [])]
  }
  aws.sqs.createQueue(QUEUE)
  aws.sqs.longPolling = false
  aws.sqs.send(QUEUE, JSON.stringify({ Records: [{ s3: { bucket: { name: BUCKET }, object: { key } } }] }))
  return ['--subscriber', 'buckets', '--queue', QUEUE, '--skip_on_error', '--debug', '1']
}

function usageOf(pid: number | undefined): Used | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    if (peak === undefined) return undefined
    const ticks = Number(stat[11]) + Number(stat[12])
    return { seconds: ticks / TICKS_A_SECOND, megabytes: Math.round(Number(peak) / 1024) }
  } catch {
    return undefined
  }
}
