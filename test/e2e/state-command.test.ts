import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { spawnCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState, writeState } from '../helpers/state-db.ts'
import { runOnTerminal } from '../helpers/terminal.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const PYTHON = readFileSync(new URL('../../fixtures/databases/python-4.14.7.sql', import.meta.url), 'utf8')
const KEY = 'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2024/01/02/a.log.gz'
const SERVICES = `
  CREATE TABLE aws_services (service_name 'text' NOT NULL, aws_account_id 'text' NOT NULL, aws_region 'text' NOT NULL,
    scan_date 'text' NOT NULL);
  INSERT INTO aws_services VALUES
    ('inspector', '123456789012', 'us-east-1', '2024-01-02 00:00:00.0'),
    ('inspector', '123456789012', 'us-east-1', '2024-01-03 10:00:00.123456'),
    ('inspector', '123456789012', 'eu-west-1', '2024-01-01 00:00:00.0'),
    ('inspector-classic', '123456789012', 'us-east-1', '2024-01-01 00:00:00.0');
  CREATE TABLE cloudwatch_logs (aws_region 'text' NOT NULL, aws_log_group 'text' NOT NULL,
    aws_log_stream 'text' NOT NULL, next_token 'text', start_time 'integer', end_time 'integer');
  INSERT INTO cloudwatch_logs VALUES
    ('us-east-1', '/app/a', 's1', 'f/1', 1704067200000, 1704067201234),
    ('us-east-1', '/app/a', 's2', NULL, NULL, NULL),
    ('us-east-1', '/app/b', 's1', NULL, NULL, NULL),
    ('eu-west-1', '/app/a', 's1', NULL, NULL, NULL);`
const MARKS = `
  CREATE TABLE stream_marks (aws_region 'text', aws_log_group 'text', aws_log_stream 'text', end_time 'integer',
    ingested 'integer', backfill_from 'integer', backfill_at 'integer');
  INSERT INTO stream_marks (aws_region, aws_log_group, aws_log_stream) VALUES
    ('us-east-1', '/app/a', 's1'), ('us-east-1', '/app/b', 's1')`

function fill() {
  writeState(stage.home, 's3_cloudtrail', PYTHON)
  const columns =
    "bucket_path 'text', aws_account_id 'text', log_key 'text', processed_date 'text', created_date 'integer'"
  writeState(
    stage.home,
    's3_cloudtrail',
    `CREATE TABLE alb (${columns});
    INSERT INTO alb VALUES ('lb-bucket/p/', '123456789012', '${KEY}', '2024-01-02 03:04:05', 20240102);
    CREATE TABLE s3_server_access (${columns});
    INSERT INTO s3_server_access VALUES ('access/', '123456789012', 'é', '2024-01-02 03:04:05', 20240102)`,
  )
  writeState(stage.home, 'aws_services', SERVICES)
}

const state = (...argv: string[]) => runHere(stage.home, ['state', ...argv])
const rowsOf = (table: string) => (readState(stage.home)[table] ?? []).map((row) => Object.values(row).slice(0, 3))
const files = () => readdirSync(stage.home.state)

describe('aws-s3 state', () => {
  test('with --wide shows all that is stored in tables', async () => {
    fill()
    const { exit, stdout, stderr } = await state('--wide')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: [] })
    expect(stdout.map((line) => line.replace(/ {2,}(FIRST KEY|AWSLogs|é).*$/, ''))).toEqual([
      'Buckets',
      'TYPE           BUCKET PATH    ACCOUNT       REGION     FLOW LOG  OBJECTS  LAST PROCESSED (UTC)',
      'cloudtrail     trail-bucket/  123456789012  eu-west-1            1        2024-01-04 02:00:00',
      'cloudtrail     trail-bucket/  123456789012  us-east-1            2        2024-01-03 02:00:00',
      'vpcflow        vpc-bucket/    123456789012  us-east-1  fl-1      1        2024-01-02 02:00:00',
      'alb            lb-bucket/p/   123456789012                       1        2024-01-02 03:04:05',
      'server_access  access/        123456789012                       1        2024-01-02 03:04:05',
      '',
      'CloudWatch Logs',
      'REGION     LOG GROUP  LOG STREAM  READ FROM (UTC)          READ UP TO (UTC)',
      'eu-west-1  /app/a     s1',
      'us-east-1  /app/a     s1          2024-01-01 00:00:00.000  2024-01-01 00:00:01.234',
      'us-east-1  /app/a     s2',
      'us-east-1  /app/b     s1',
      '',
      'Inspector',
      'SERVICE            ACCOUNT       REGION     SCANS  LAST SCAN (UTC)',
      'inspector          123456789012  eu-west-1  1      2024-01-01 00:00:00.0',
      'inspector          123456789012  us-east-1  2      2024-01-03 10:00:00.123456',
      'inspector-classic  123456789012  us-east-1  1      2024-01-01 00:00:00.0',
    ])
    expect(stdout[1]).toMatch(/FIRST KEY +LAST KEY$/)
    expect(stdout[3]).toMatch(/ AWSLogs\S*20240102T0115Z\S*\.json\.gz +AWSLogs\S*20240103T0115Z\S*\.json\.gz$/)
    expect(files().sort()).toEqual(['aws_services.db', 's3_cloudtrail.db'])
  })

  test('gives scripts one document, in ASCII', async () => {
    fill()
    const { exit, stdout } = await state('--json')
    expect(exit).toBe(0)
    expect(stdout).toHaveLength(1)
    expect(stdout[0]).toMatch(/^[ -~]+$/)
    const { buckets, cloudwatchlogs, inspector } = JSON.parse(stdout[0] ?? '')
    expect(buckets).toContainEqual({
      type: 'alb',
      bucketPath: 'lb-bucket/p/',
      accountId: '123456789012',
      region: null,
      flowLogId: null,
      objects: 1,
      firstKey: KEY,
      lastKey: KEY,
      lastProcessed: '2024-01-02 03:04:05',
    })
    expect(buckets).toContainEqual(expect.objectContaining({ type: 'server_access', firstKey: 'é' }))
    expect(buckets).toContainEqual(expect.objectContaining({ region: 'us-east-1', flowLogId: 'fl-1' }))
    const stream = { region: 'us-east-1', group: '/app/a', stream: 's1' }
    expect(cloudwatchlogs).toContainEqual({ ...stream, startTime: 1704067200000, endTime: 1704067201234 })
    const scope = { service: 'inspector', accountId: '123456789012', region: 'us-east-1' }
    expect(inspector).toContainEqual({ ...scope, scans: 2, lastScan: '2024-01-03 10:00:00.123456' })
  })

  test('does with one database, and with an empty one', async () => {
    writeFileSync(join(stage.home.state, 's3_cloudtrail.db'), '')
    expect(await state()).toMatchObject({ exit: 0, stdout: ['Buckets', 'nothing is stored', '', ...emptyServices] })
    expect(await state('--json')).toMatchObject({ stdout: ['{"buckets":[],"cloudwatchlogs":[],"inspector":[]}'] })
    expect(files()).toEqual(['s3_cloudtrail.db'])
  })

  test('shows what a running collector has done so far, without disturbing it', async () => {
    for (let n = 0; n < 40; n++) stage.put(`f${n}`, 5)
    await stage.useSink({ delayMs: 5, receiveBuffer: 4096 })
    const run = spawnCli(stage.home, ARGV)
    while (stage.sink.datagrams.length < 100) await sleep(10)
    await stage.sink.pause()
    const { exit, stdout } = await state('--json')
    expect(exit).toBe(0)
    const [{ objects }] = JSON.parse(stdout[0] ?? '').buckets
    expect(objects).toBeGreaterThanOrEqual(19)
    expect(stage.marked().length).toBeLessThan(40)
    stage.sink.resume()
    expect(await run.result).toMatchObject({ exit: 0, stdout: [] })
    expect(stage.marked()).toHaveLength(40)
  })

  test('shows what is stored by bucket and account, and by log group', async () => {
    fill()
    const { exit, stdout } = await state()
    expect(exit).toBe(0)
    expect(stdout.map((line) => line.replaceAll(/\d+ d/g, 'AGE').replaceAll(/ {2,}/g, '  '))).toEqual([
      'Buckets',
      'trail-bucket/ (cloudtrail): 3 objects, 1 account, 2 partitions, last 2024-01-04 02:00:00 (AGE)',
      'ACCOUNT  REGIONS  OBJECTS  LAST (UTC)  AGE  LONGEST AGO',
      '123456789012  2  3  2024-01-04 02:00  AGE  us-east-1 AGE',
      'vpc-bucket/ (vpcflow): 1 object, 1 account, 1 partition, last 2024-01-02 02:00:00 (AGE)',
      'ACCOUNT  REGIONS  OBJECTS  LAST (UTC)  AGE',
      '123456789012  1  1  2024-01-02 02:00  AGE',
      'lb-bucket/p/ (alb): 1 object, 1 account, 1 partition, last 2024-01-02 03:04:05 (AGE)',
      'ACCOUNT  OBJECTS  LAST (UTC)  AGE',
      '123456789012  1  2024-01-02 03:04  AGE',
      'access/ (server_access): 1 object, 1 account, 1 partition, last 2024-01-02 03:04:05 (AGE)',
      'ACCOUNT  OBJECTS  LAST (UTC)  AGE',
      '123456789012  1  2024-01-02 03:04  AGE',
      '',
      'CloudWatch Logs',
      'REGION  LOG GROUP  STREAMS  READ UP TO (UTC)  AGE',
      'eu-west-1  /app/a  1',
      'us-east-1  /app/a  2  2024-01-01 00:00:01.234  AGE',
      'us-east-1  /app/b  1',
      '',
      'Inspector',
      'SERVICE  ACCOUNT  REGION  SCANS  LAST SCAN (UTC)',
      'inspector  123456789012  eu-west-1  1  2024-01-01 00:00:00.0',
      'inspector  123456789012  us-east-1  2  2024-01-03 10:00:00.123456',
      'inspector-classic  123456789012  us-east-1  1  2024-01-01 00:00:00.0',
    ])
  })

  test('of 40 accounts in 17 regions fits a screen of 80 columns and 50 lines', async () => {
    writeState(stage.home, 's3_cloudtrail', PYTHON)
    writeState(
      stage.home,
      's3_cloudtrail',
      `DELETE FROM cloudtrail; DELETE FROM vpcflow;
      WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < 39),
        r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 17)
      INSERT INTO cloudtrail SELECT 'big-trail/logs/', 100000000000 + a.n, 'ap-southeast-' || r.n, 'key', '2024-01-02 03:04:05', 0
      FROM a, r`,
    )
    const { exit, text } = await runOnTerminal(stage.home, ['state', '--bucket', 'big-trail'], { columns: 80 })
    expect(exit).toBe(0)
    const plain = text
      .replaceAll(/\u001b\[\d+m/g, '')
      .trimEnd()
      .split('\n')
    expect(plain).toHaveLength(43)
    expect(plain[1]).toMatch(/^big-trail\/logs\/ \(cloudtrail\): 680 objects, 40 accounts, 680 partitions, last /)
    for (const line of plain.slice(2)) expect(line.length).toBeLessThanOrEqual(80)
    expect(plain[3]).toMatch(/^100000000000 {2}17 +17 +2024-01-02 03:04 {2}\d+ d {2}ap-southeast-\d+ \d+ d$/)
    expect(text).toContain('\u001b[1mBuckets\u001b[22m\n')
  })

  test.each([
    ['--bucket trail-bucket', ['trail-bucket/ (cloudtrail): 3 objects']],
    ['--bucket trail-bucket --region us-east-1', ['trail-bucket/ (cloudtrail): 2 objects']],
    ['--bucket trail-bucket --regions us-east-1', ['trail-bucket/ (cloudtrail): 2 objects']],
    ['--type alb', ['lb-bucket/p/ (alb): 1 object']],
    ['--bucket lb-bucket --trail_prefix p', ['lb-bucket/p/ (alb): 1 object']],
    ['--bucket lb-bucket --trail_prefix other', []],
    ['--bucket trail-bucket --aws_account_id 999999999999', []],
  ])('state %s lists that part', async (line, titles) => {
    fill()
    const { exit, stdout } = await state(...line.split(' '))
    expect(exit).toBe(0)
    expect(stdout.filter((text) => text.includes('): ')).map((text) => text.replace(/,.*/, ''))).toEqual(titles)
    expect(stdout).not.toContain('CloudWatch Logs')
  })

  test('the flags of a service list its part, and --json has what they choose', async () => {
    fill()
    const { stdout } = await state('--aws_log_groups', '/app/a', '--regions', 'us-east-1')
    expect(stdout).toEqual([
      'CloudWatch Logs',
      expect.stringContaining('STREAMS'),
      expect.stringMatching(/^us-east-1 +\/app\/a +2 /),
    ])
    const { buckets, cloudwatchlogs, inspector } = JSON.parse(
      (await state('--json', '--service', 'inspector', '--regions', 'eu-west-1')).stdout[0] ?? '',
    )
    expect({ buckets, cloudwatchlogs, inspector: inspector.length }).toEqual({
      buckets: [],
      cloudwatchlogs: [],
      inspector: 1,
    })
  })
})

const emptyServices = ['CloudWatch Logs', 'nothing is stored', '', 'Inspector', 'nothing is stored']
const unusable = (name: string, reason: string) =>
  `ERROR: Error attempting to operate with the ${join(stage.home.state, name)} database: ${reason}`

describe.each([
  ['listing', []],
  ['forgetting', ['forget', '--bucket', BUCKET, '--yes']],
])('%s', (_, argv) => {
  test('a file that is missing ends with 5, and is not made', async () => {
    expect(await state(...argv)).toMatchObject({
      exit: 5,
      stdout: [],
      stderr: [unusable('s3_cloudtrail.db', 'no such file')],
    })
    expect(files()).toEqual([])
  })

  test('a damaged file ends with 5, and stays as it is', async () => {
    writeFileSync(join(stage.home.state, 's3_cloudtrail.db'), 'no database at all'.repeat(100))
    expect(await state(...argv)).toMatchObject({
      exit: 5,
      stdout: [],
      stderr: [unusable('s3_cloudtrail.db', 'file is not a database')],
    })
  })
})

test('a file that somebody keeps locked is listed all the same', async () => {
  fill()
  const db = new DatabaseSync(join(stage.home.state, 's3_cloudtrail.db'))
  db.exec('BEGIN EXCLUSIVE')
  const run = await state('--bucket', 'trail-bucket')
  db.close()
  expect(run).toMatchObject({ exit: 0, stderr: [] })
  expect(run.stdout[1]).toMatch(/^trail-bucket\/ \(cloudtrail\): 3 objects/)
})

describe('aws-s3 state forget', () => {
  test.each([
    ['--bucket trail-bucket', 3, []],
    ['--bucket trail-bucket --regions us-west-2,us-east-1', 2, [['trail-bucket/', '123456789012', 'eu-west-1']]],
    ['--bucket trail-bucket --aws_account_id 123456789012', 3, []],
  ])('%s', async (line, count, left) => {
    fill()
    const run = await state('forget', ...line.split(' '), '--yes')
    const rows = count === 1 ? '1 row' : `${count} rows`
    expect(run).toMatchObject({ exit: 0, stdout: [`Forgot ${rows} of trail-bucket/ (cloudtrail).`], stderr: [] })
    expect(rowsOf('s3_cloudtrail.cloudtrail')).toEqual(left)
    expect(rowsOf('s3_cloudtrail.vpcflow')).toHaveLength(1)
  })

  test.each([
    [
      '--bucket trail-bucket --aws_account_id 123456789013',
      'trail-bucket/ (cloudtrail)',
      '--aws_account_id 123456789012',
    ],
    ['--bucket trail-bucket --aws_account_id 999999999999', 'trail-bucket/ (cloudtrail)', undefined],
    ['--bucket trail-bucket --regions us-east-2', 'trail-bucket/ (cloudtrail)', '--regions us-east-1'],
    ['--bucket trail-bucket --type vpcflow', 'trail-bucket/ (vpcflow)', 'trail-bucket/ (cloudtrail)'],
    ['--bucket lb-bucket --type alb', 'lb-bucket/ (alb)', 'lb-bucket/p/ (alb)'],
    ['--bucket trail-bucke', 'trail-bucke/ (cloudtrail)', 'trail-bucket/ (cloudtrail)'],
    [
      '--bucket trail-bucket --trail_prefix a --trail_suffix b',
      'trail-bucket/a/b/ (cloudtrail)',
      'trail-bucket/ (cloudtrail)',
    ],
    ['--bucket nothing-like-it --type clb', 'nothing-like-it/ (clb)', undefined],
    ['--service inspector --regions us-east-2', 'inspector', '--regions us-east-1'],
    ['--service cloudwatchlogs --aws_log_groups /app/aa', 'cloudwatchlogs', '--aws_log_groups /app/a'],
  ])('%s finds nothing, and names what is near', async (line, name, meant) => {
    fill()
    const before = readState(stage.home)
    const run = await state('forget', ...line.split(' '), '--yes')
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
    expect(run).toMatchObject({ exit: 1, stdout: [], stderr: [`ERROR: Nothing is stored of ${name}.${hint}`] })
    expect(readState(stage.home)).toEqual(before)
  })

  test.each([
    ['--bucket lb-bucket --type alb --trail_prefix p', 's3_cloudtrail.alb', []],
    ['--bucket access --type server_access', 's3_cloudtrail.s3_server_access', []],
    [
      '--service inspector --regions us-east-1',
      'aws_services.aws_services',
      [
        ['inspector', '123456789012', 'eu-west-1'],
        ['inspector-classic', '123456789012', 'us-east-1'],
      ],
    ],
    [
      '--service cloudwatchlogs --aws_log_groups /app/a*,/none --aws_log_streams s1',
      'aws_services.cloudwatch_logs',
      [
        ['us-east-1', '/app/a', 's2'],
        ['us-east-1', '/app/b', 's1'],
      ],
    ],
    ['--service cloudwatchlogs', 'aws_services.cloudwatch_logs', []],
  ])('%s', async (line, table, left) => {
    fill()
    expect((await state('forget', ...line.split(' '), '--yes')).exit).toBe(0)
    expect(rowsOf(table)).toEqual(left)
  })

  test('takes a log stream, and what this program alone knows of it', async () => {
    fill()
    writeState(stage.home, 'aws_s3', MARKS)
    const line = '--service cloudwatchlogs --aws_log_groups /app/a --yes'
    expect(await state('forget', ...line.split(' '))).toMatchObject({ stdout: ['Forgot 3 rows of cloudwatchlogs.'] })
    const db = new DatabaseSync(join(stage.home.state, 'aws_s3.db'))
    expect(db.prepare('SELECT aws_log_group FROM stream_marks').all()).toEqual([{ aws_log_group: '/app/b' }])
    db.close()
  })

  test.each([
    ['--bucket lb-bucket --type alb --regions us-east-1', 2, /argument -r\/--regions: .* alb /],
    ['--bucket trail-bucket --aws_log_groups a', 2, /argument -g\/--aws_log_groups: .* cloudtrail /],
    ['--service cloudwatchlogs --aws_account_id 123456789012', 2, /argument -c\/--aws_account_id: /],
    ['--service inspector --type x', 2, /argument -t\/--type: /],
    ['--service nosuch', 12, /^ERROR: Invalid type of service$/],
    ['--bucket trail-bucket --type nosuch', 12, /^ERROR: Invalid type of bucket$/],
  ])('%s is refused', async (line, exit, text) => {
    fill()
    const before = readState(stage.home)
    const run = await state('forget', ...line.split(' '), '--yes')
    const hint = exit === 2 ? ['See aws-s3 state forget --help'] : []
    expect(run).toMatchObject({ exit, stdout: [], stderr: [expect.stringMatching(text), ...hint] })
    expect(readState(stage.home)).toEqual(before)
  })

  test('lets the next run start as the first', async () => {
    stage.put('a')
    stage.put('b')
    for (const _ of [1, 2]) expect((await runHere(stage.home, ARGV)).exit).toBe(0)
    expect(await state('forget', '--bucket', BUCKET, '--yes')).toMatchObject({ exit: 0 })
    expect((await runHere(stage.home, ARGV)).exit).toBe(0)
    expect(stage.ids()).toEqual(['a-0', 'b-0', 'a-0', 'b-0'])
  })

  test('waits for a run on the bucket to end', async () => {
    for (let n = 0; n < 10; n++) stage.put(`f${n}`, 5)
    await stage.useSink({ delayMs: 10, receiveBuffer: 4096 })
    const run = spawnCli(stage.home, ARGV)
    while (stage.marked().length === 0) await sleep(10)
    await stage.sink.pause()
    const forgetting = spawnCli(stage.home, ['state', 'forget', '--bucket', BUCKET, '--yes'])
    if (forgetting.process.stderr) await once(forgetting.process.stderr, 'data')
    stage.sink.resume()
    const [{ exit }, { stdout, stderr }] = await Promise.all([run.result, forgetting.result])
    expect(exit).toBe(0)
    expect(stderr).toEqual([`DEBUG: +++ Another run is working on ${BUCKET}/ (cloudtrail); waiting for it to end`])
    expect(stdout).toEqual([`Forgot 10 rows of ${BUCKET}/ (cloudtrail).`])
    expect(stage.marked()).toEqual([])
  })
})

describe('the question of aws-s3 state forget', () => {
  const FORGET = ['state', 'forget', '--bucket', 'trail-bucket']
  const QUESTION = 'Forget 3 rows of trail-bucket/ (cloudtrail)? [y/N] '

  test('is not asked without a terminal', async () => {
    fill()
    const run = await runHere(stage.home, FORGET)
    expect(run).toMatchObject({
      exit: 2,
      stdout: [],
      stderr: [expect.stringMatching(/^ERROR: Nothing was forgotten: .*--yes/)],
    })
    expect(rowsOf('s3_cloudtrail.cloudtrail')).toHaveLength(3)
  })

  test.each([
    ['y\n', 0, 'Forgot 3 rows of trail-bucket/ (cloudtrail).', 0],
    ['Yes\n', 0, 'Forgot 3 rows of trail-bucket/ (cloudtrail).', 0],
    ['n\n', 0, 'Nothing was forgotten.', 3],
    ['\n', 0, 'Nothing was forgotten.', 3],
    ['yellow\n', 0, 'Nothing was forgotten.', 3],
    ['\u0004', 0, 'Nothing was forgotten.', 3],
    ['SIGINT', 2, 'ERROR: SIGINT received.', 3],
  ])('is answered by %j', async (answer, exit, end, left) => {
    fill()
    const run = await runOnTerminal(stage.home, FORGET, { answer })
    expect(run.exit).toBe(exit)
    expect(run.text).toMatch(/cloudtrail +trail-bucket\/ +123456789012 +us-east-1 +2 /)
    expect(run.text).toContain(QUESTION)
    expect(run.text.endsWith(`${end}\n`)).toBe(true)
    expect(rowsOf('s3_cloudtrail.cloudtrail')).toHaveLength(left)
  })

  test('keeps no run waiting', async () => {
    stage.put('a')
    await runHere(stage.home, ARGV)
    stage.put('b')
    const run = async () => {
      expect((await runHere(stage.home, ARGV)).exit).toBe(0)
      expect(stage.ids()).toEqual(['a-0', 'b-0'])
    }
    const { text } = await runOnTerminal(stage.home, FORGET, { answer: 'y\n', beforeAnswer: run })
    expect(text).toContain('Forget 1 row of')
    expect(text).toMatch(/Forgot 2 rows of trail-bucket\/ \(cloudtrail\)\.\n$/)
  })
})
