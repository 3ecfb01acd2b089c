import { afterAll, beforeAll, expect, test } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { runCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { type Duck, openDuck } from '../parsers/parquet/duckdb.ts'
import { QUEUE } from '../subscribers/queue-stage.ts'

const BUCKET = 'logs'
const NAME = '123456789012_vpcflowlogs_us-east-1_fl-0aaaaaaaaaaaaaaa1_20240102T0115Z_h.log'
const FOLDER = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02'
const TEXT =
  'version account-id interface-id srcaddr srcport start end action tcp-flags log-status\n' +
  '2 123456789012 eni-1 10.0.0.1 443 1704157200 1704157260 ACCEPT 19 OK\n' +
  '2 123456789012 eni-2 - - 1704157200 1704157260 - - NODATA\n'
/** The same in the types that AWS gives the columns. */
const ROWS = `select * from (values
  (2::int, '123456789012', 'eni-1', '10.0.0.1', 443::int, 1704157200::bigint, 1704157260::bigint, 'ACCEPT', 19::int, 'OK'),
  (2::int, '123456789012', 'eni-2', null, null, 1704157200::bigint, 1704157260::bigint, null, null, 'NODATA')
) t(version, account_id, interface_id, srcaddr, srcport, start, "end", action, tcp_flags, log_status)`

const stage = stageOf()
let duck: Duck

beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

const argvOf = (...more: string[]) => ['--bucket', BUCKET, '--only_logs_after', '2024-JAN-01', '--debug', '1', ...more]
const run = (...argv: string[]) => runHere(stage.home, argvOf(...argv))
/** The events that arrived, whatever the file they come from is called. */
const events = () => stage.sink.texts().map((text) => text.replace(/"log_file": "[^"]*"/, '"log_file": "FILE"'))

test('flow logs in Parquet give the events of the same flow logs as text, from a bucket and through a queue', async () => {
  const parquet = `${FOLDER}/${NAME}.parquet`
  stage.aws.s3.put(BUCKET, `${FOLDER}/${NAME}`, Buffer.from(TEXT))
  stage.aws.s3.put(BUCKET, parquet, Buffer.from(await duck.write(ROWS)))
  expect((await run('--type', 'vpcflow')).exit).toBe(0)
  const [first, second, ...others] = events()
  expect(first).toContain('"start": "2024-01-02T01:00:00Z", "end": "2024-01-02T01:01:00Z", "action": "ACCEPT"')
  expect(second).toContain('"srcaddr": "-", "srcport": "-"')
  expect(others).toEqual([first, second])

  stage.aws.sqs.createQueue(QUEUE)
  stage.aws.sqs.longPolling = false
  const records = [{ s3: { bucket: { name: BUCKET }, object: { key: parquet } } }]
  stage.aws.sqs.send(QUEUE, JSON.stringify({ Records: records }))
  expect((await runHere(stage.home, ['--subscriber', 'buckets', '--queue', QUEUE])).exit).toBe(0)
  expect(events().slice(4)).toEqual([first, second])
  expect(stage.aws.sqs.depths()[QUEUE]).toBe(0)
})

test('a large Parquet flow log is sent in order, and a damaged one fails as any other file does', async () => {
  const large = `select i::int as srcport, md5(i::varchar) as note from range(60000) t(i)`
  const good = `${FOLDER}/${NAME.replace('0115Z', '0120Z')}.parquet`
  const bad = `${FOLDER}/${NAME}.parquet`
  stage.aws.s3.put(BUCKET, bad, Buffer.from('PAR1 is all there is'))
  stage.aws.s3.put(BUCKET, good, Buffer.from(await duck.write(large)))
  const discard = ['--discard-field', 'srcport', '--discard-regex', '5']
  // A thread that sends so many events and receives them would mostly wait for itself.
  const { exit, stdout } = await runCli(stage.home, argvOf('--type', 'vpcflow', '--skip_on_error', ...discard))
  expect(exit).toBe(0)
  const skipped = `DEBUG: ++ Failed to parse file ${bad}: not a Parquet file, or cut short; skipping...`
  expect(stdout).toContain(skipped)
  const ports = stage.sink.texts().flatMap((text) => /"srcport": "(\d+)"/.exec(text)?.[1] ?? [])
  const kept = Array.from({ length: 60_000 }, (_, n) => `${n}`).filter((port) => !port.startsWith('5'))
  expect(ports).toEqual(kept)
})

test("CloudFront's rows in Parquet have the names of its other formats", async () => {
  const rows = `select '2024-01-02' as date, '198.51.100.7' as "c-ip", 'curl/8' as "cs(User-Agent)", null as "cs-bytes"`
  stage.aws.s3.put(BUCKET, 'E2K3EXAMPLE1.2024-01-02-03.a1b2c3d4.parquet', Buffer.from(await duck.write(rows)))
  expect((await run('--type', 'cloudfront')).exit).toBe(0)
  expect(events()).toEqual([
    '1:Wazuh-AWS:{"integration": "aws", "aws": {"log_info": {"aws_account_alias": "", "log_file": "FILE", "s3bucket": "logs"}, ' +
      '"date": "2024-01-02", "c_ip": "198.51.100.7", "cs_user_agent": "curl/8", "source": "cloudfront"}}',
  ])
})
