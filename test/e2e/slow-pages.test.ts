import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runCli, spawnCli } from '../helpers/run-cli.ts'
import { openDuck } from '../parsers/parquet/duckdb.ts'
import { BUCKET, stageOf } from './stage.ts'

/** No engine of V8 can match it in linear time. */
const WATCHED = '(a+)+\\b$'
/** So many take much longer than the test waits, although each of them takes less than a second. */
const SLOW = Array.from({ length: 10_000 }, (_, n) => `${'a'.repeat(20)}!${n}`)
/** As many as an object may have before it is left alone; the first one takes too long. */
const MIXED = ['aaa', `${'a'.repeat(40)}!`, 'b', 'aaaa', 'aaa']
const KEPT = [MIXED[1], 'b']

const stage = stageOf()
const SINCE = ['--only_logs_after', '2024-JAN-01']
const FLOWS = '123456789012_vpcflowlogs_us-east-1_fl-0aaaaaaaaaaaaaaa1_20240102T0115Z_h.log'
const FLOW_FOLDER = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02'
/** Makes a text too large to be held. */
const LARGE = '\n'.repeat(9 * 2 ** 20)

interface Source {
  /** What brings the events. */
  readonly operation: string
  readonly field: string
  readonly argv: readonly string[]
  put(values: readonly string[]): Promise<void>
}

const SOURCES: Readonly<Record<string, Source>> = {
  'CloudWatch Logs': {
    operation: 'GetLogEvents',
    field: 'name',
    argv: ['--service', 'cloudwatchlogs', '--regions', 'us-east-1', '--aws_log_groups', 'app', ...SINCE],
    async put(values) {
      const timestamp = Date.now() - 60_000
      const events = values.map((name, n) => ({ timestamp: timestamp + n, message: JSON.stringify({ name }) }))
      stage.aws.logs.putEvents('us-east-1', 'app', 'stream', events)
    },
  },
  Inspector: {
    operation: 'ListFindings',
    field: 'title',
    argv: ['--service', 'inspector', '--regions', 'us-east-1', ...SINCE],
    async put(values) {
      stage.aws.inspector2.script('us-east-1', [values.map((title) => JSON.stringify({ title }))])
    },
  },
  'a Parquet file': {
    operation: 'GetObject',
    field: 'note',
    argv: ['--bucket', BUCKET, '--type', 'vpcflow', ...SINCE],
    async put(values) {
      const duck = await openDuck()
      const rows = values.map((value) => `('${value}')`).join()
      const file = await duck.write(`select * from (values ${rows}) t(note)`)
      duck.close()
      stage.aws.s3.put(BUCKET, `${FLOW_FOLDER}/${FLOWS}.parquet`, Buffer.from(file))
    },
  },
  'a large text': {
    operation: 'GetObject',
    field: 'note',
    argv: ['--bucket', BUCKET, '--type', 'vpcflow', ...SINCE],
    async put(values) {
      stage.aws.s3.put(
        BUCKET,
        `${FLOW_FOLDER}/${FLOWS}`,
        `version start end note\n${values.map((value) => `2 1704157200 1704157260 ${value}\n`).join('')}${LARGE}`,
      )
    },
  },
}

const commandOf = ({ argv, field }: Source) => [...argv, '--discard-field', field, '--discard-regex', WATCHED]

test.each(Object.entries(SOURCES))(
  '%s: a signal is heard although no end of a regular expression is near',
  async (_, source) => {
    await source.put(SLOW)
    const run = spawnCli(stage.home, commandOf(source), { timeoutMs: 40_000 })
    while (!stage.aws.requests.of(source.operation).some(({ status }) => status >= 200)) await sleep(20)
    await sleep(500)
    run.process.kill('SIGTERM')
    expect(await run.result).toMatchObject({ exit: 143, stderr: [] })
  },
)

test.each(Object.entries(SOURCES))(
  '%s: events are discarded, and kept if that takes more than a second',
  async (_, source) => {
    await source.put(MIXED)
    const { exit, stdout } = await runCli(stage.home, commandOf(source))
    const names = stage.sink.texts().map((text) => new RegExp(`"${source.field}": ?"([^"]*)"`).exec(text)?.[1])
    expect(names).toEqual(KEPT)
    expect(exit).toBe(0)
    expect(stdout).toEqual([expect.stringContaining('takes more than a second on an event, which is kept')])
  },
)
