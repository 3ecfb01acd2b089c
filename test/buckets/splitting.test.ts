import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { readSample } from '../helpers/fixtures.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'

// Types that split a partition further: what they walk, and what it costs.

const BUCKET = 'logs'
const stage = stageOf()

const put = (key: string, text: string | Buffer) => stage.aws.s3.put(BUCKET, key, gzipSync(text))
const argvOf = (type: string, ...more: string[]) => [
  '--bucket',
  BUCKET,
  '--type',
  type,
  '--only_logs_after',
  '2024-JAN-01',
  '--debug',
  '1',
  ...more,
]
const run = (type: string, ...more: string[]) => runHere(stage.home, argvOf(type, ...more))
/** Keys of the objects whose events arrived since the last call, in order. */
const arrived = () => stage.sink.datagrams.splice(0).map((event) => /"log_file": "([^"]*)"/.exec(`${event}`)?.[1])

describe('vpcflow', () => {
  const A = 'fl-0aaaaaaaaaaaaaaa1'
  const B = 'fl-0bbbbbbbbbbbbbbb2'
  const C = 'fl-0ccccccccccccccc3'

  function flow(id: string, day: number, hour = 1, account = '123456789012'): string {
    const date = `${day}`.padStart(2, '0')
    const folder = `AWSLogs/${account}/vpcflowlogs/us-east-1/2024/01/${date}`
    const time = `202401${date}T${`${hour}`.padStart(4, '0')}Z`
    const key = `${folder}/${account}_vpcflowlogs_us-east-1_${id}_${time}_h.log.gz`
    put(key, '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK\n')
    return key
  }
  const found = (lines: readonly string[]) => lines.flatMap((line) => /\+\+\+ (fl-\w+) is none/.exec(line)?.[1] ?? [])

  test('reads what EC2 does not show before what it shows, and says so', async () => {
    stage.aws.ec2.addFlowLogs('us-east-1', [A, C])
    const keys = [flow(B, 2), flow(A, 2), flow(C, 3)]
    const first = await run('vpcflow')
    expect([first.exit, found(first.stdout)]).toEqual([0, [B]])
    expect(arrived()).toEqual(keys)
    const late = flow(B, 4)
    expect((await run('vpcflow')).exit).toBe(0)
    expect(arrived()).toEqual([late])
  })

  test('does without EC2 where it refuses', async () => {
    stage.aws.faults.add({ operation: 'DescribeFlowLogs', fault: FAULTS.accessDenied })
    const key = flow(A, 2)
    const { exit, stdout } = await run('vpcflow')
    expect(exit).toBe(0)
    expect(stdout).toContainEqual(expect.stringMatching(/Flow logs of us-east-1 are found .* alone: An error occurred/))
    expect(arrived()).toEqual([key])
  })

  test('asks EC2 once for a region, however many accounts there are', async () => {
    const keys = [flow(A, 2), flow(B, 2, 1, '210987654321')]
    expect((await run('vpcflow')).exit).toBe(0)
    expect(arrived()).toEqual(keys)
    expect(stage.aws.requests.of('DescribeFlowLogs')).toHaveLength(1)
  })

  test('finds a flow log again whose turn a run did not live to see', async () => {
    // B ends before A: had A been done first, nothing newer than it would tell of B.
    const good = [flow(B, 2), flow(A, 20)]
    const bad = flow(A, 21)
    stage.aws.s3.put(BUCKET, bad, 'no gzip')
    expect((await run('vpcflow')).exit).toBe(8)
    expect(arrived()).toEqual(good)
    flow(A, 21)
    expect((await run('vpcflow')).exit).toBe(0)
    expect(arrived()).toEqual([bad])
  })

  test('looks for flow logs without listing all their files', async () => {
    for (let n = 0; n < 2400; n++) flow(n < 1200 ? A : B, 2, n % 1200)
    // A thread that sends so many events and receives them would mostly wait for itself.
    expect((await runCli(stage.home, argvOf('vpcflow'))).exit).toBe(0)
    expect(new Set(arrived())).toHaveProperty('size', 2400)
    const before = stage.aws.requests.of('ListObjectsV2').length
    expect(found((await run('vpcflow')).stdout)).toEqual([A, B])
    // Folders: bucket, accounts, regions. The flow logs: a page each. Each is looked back at: three pages of both.
    expect(stage.aws.requests.of('ListObjectsV2').length - before).toBeLessThanOrEqual(3 + 3 + 2 * 3)
  })
})

test.each([
  ['alb', 'elasticloadbalancing', '123456789012_elasticloadbalancing_r_app.a.1_20240102T0115Z_1.2.3.4_x.log.gz'],
  ['clb', 'elasticloadbalancing', '123456789012_elasticloadbalancing_r_a_20240102T0115Z_1.2.3.4_x.log.gz'],
  ['nlb', 'elasticloadbalancing', '123456789012_elasticloadbalancing_r_net.a.1_20240102T0115Z_x.log.gz'],
  ['guardduty', 'GuardDuty', 'a1b2c3d4.jsonl.gz'],
])('%s keeps a marker for each region, though its table does not tell them apart', async (type, service, name) => {
  const { key: sample = '', bytes = Buffer.of() } = readSample(type).objects[0] ?? {}
  const content = sample.endsWith('.gz') ? gunzipSync(bytes) : bytes
  const log = (region: string, day: string) => {
    const key = `AWSLogs/123456789012/${service}/${region}/2024/01/${day}/${name.replace('_r_', `_${region}_`)}`
    put(key, content)
    return key
  }
  const first = [log('eu-west-1', '02'), log('us-east-1', '05')]
  expect((await run(type)).exit).toBe(0)
  expect([...new Set(arrived())]).toEqual(first)
  const later = [log('eu-west-1', '04'), log('us-east-1', '06')]
  expect((await run(type)).exit).toBe(0)
  expect([...new Set(arrived())]).toEqual(later)
})

test('files of a vpcflow folder that name no flow log are told of at the end', async () => {
  const folder = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02'
  for (const name of ['a.log', 'b.log', 'c/']) put(`${folder}/${name}`, 'x')
  const { exit, stderr } = await run('vpcflow')
  expect(exit).toBe(0)
  expect(stderr.at(-2)).toBe(
    `DEBUG: +++ Objects passed over because their keys belong to no log of this type: 2, such as ${folder}/a.log`,
  )
})

describe('vpcflow with the folder names of Hive', () => {
  const A = 'fl-0aaaaaaaaaaaaaaa1'
  const LINE = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK\n'
  const file = (region: string, date: string, account = '123456789012') =>
    `${account}_vpcflowlogs_${region}_${A}_202401${date}T0115Z_h.log.gz`
  const hive = (region: string, date: string, account = '123456789012') => {
    const days = `year=2024/month=01/day=${date}/hour=01`
    const folder = `AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/${days}`
    put(`${folder}/${file(region, date, account)}`, LINE)
    return `${folder}/${file(region, date, account)}`
  }
  const plain = (region: string, date: string) => {
    const key = `AWSLogs/123456789012/vpcflowlogs/${region}/2024/01/${date}/${file(region, date)}`
    put(key, LINE)
    return key
  }

  test('files of all accounts and regions are read once, after those with plain names, from the date asked for', async () => {
    const keys = [plain('us-east-1', '05'), hive('eu-west-1', '03'), hive('us-east-1', '02')]
    const other = hive('us-east-1', '04', '210987654321')
    expect((await run('vpcflow')).exit).toBe(0)
    expect(arrived()).toEqual([...keys, other])
    const later = [hive('us-east-1', '01'), hive('us-east-1', '03')]
    expect((await run('vpcflow', '--only_logs_after', '2024-JAN-03', '--remove')).exit).toBe(0)
    expect(arrived()).toEqual(later.slice(1))
    const rows = readState(stage.home)['s3_cloudtrail.vpcflow'] ?? []
    expect(rows.map((row) => [row.aws_region, row.log_key])).toContainEqual(['eu-west-1', keys[1]])
  })

  test('accounts and regions can be chosen', async () => {
    const [mine] = [hive('us-east-1', '02'), hive('eu-west-1', '02'), hive('us-east-1', '02', '210987654321')]
    const { exit, stdout } = await run('vpcflow', '-c', '123456789012', '-r', 'us-east-1')
    expect(exit).toBe(0)
    expect(arrived()).toEqual([mine])
    expect(stdout.filter((line) => line.includes('Working on'))).toHaveLength(1)
  })
})

describe('waf in its own layout', () => {
  const RECORD = '{"timestamp": 1, "formatVersion": 1, "httpRequest": {"headers": []}}\n'
  const log = (prefix: string, region: string, acl: string, date: string) => {
    const name = `123456789012_waflogs_${region}_${acl}_202401${date}T0115Z_abc.log.gz`
    const key = `${prefix}AWSLogs/123456789012/WAFLogs/${region}/${acl}/2024/01/${date}/01/15/${name}`
    put(key, RECORD)
    return key
  }

  test.each(['p', 'p/AWSLogs', 'p/AWSLogs/123456789012', 'p/AWSLogs/123456789012/WAFLogs'])(
    'all web ACLs are found from the path %s, each with a marker of its own',
    async (path) => {
      const keys = [
        log('p/', 'eu-west-1', 'a', '03'),
        log('p/', 'us-east-1', 'a', '02'),
        log('p/', 'us-east-1', 'b', '02'),
      ]
      log('p/', 'us-east-1', 'b', '01')
      const argv = ['--trail_prefix', path, '--only_logs_after', '2024-JAN-02']
      expect((await run('waf', ...argv)).exit).toBe(0)
      expect(arrived()).toEqual(keys)
      const late = log('p/', 'us-east-1', 'a', '04')
      expect((await run('waf', ...argv)).exit).toBe(0)
      expect(arrived()).toEqual([late])
    },
  )

  test.each([
    ['p/AWSLogs/123456789012/WAFLogs/us-east-1', 2],
    ['p/AWSLogs/123456789012/WAFLogs/us-east-1/a', 1],
  ])('a path down to %s reads what lies there', async (path, count) => {
    const keys = [log('p/', 'us-east-1', 'a', '02'), log('p/', 'us-east-1', 'b', '02')]
    log('p/', 'eu-west-1', 'a', '02')
    expect((await run('waf', '--trail_prefix', path)).exit).toBe(0)
    expect(arrived()).toEqual(keys.slice(0, count))
  })

  test('folders of accounts that are missing below AWSLogs end the run with 18', async () => {
    log('AWSLogs/o-abc/', 'us-east-1', 'a', '02')
    stage.aws.s3.put(BUCKET, 'AWSLogs/o-abc/123456789012/x', '')
    const { exit, stdout } = await run('waf')
    expect(exit).toBe(18)
    expect(stdout).toContain(
      "ERROR: No logs found in 'AWSLogs/'. Check the provided prefix and the location of the logs for the bucket type 'waf'",
    )
  })
})

describe('cloudfront', () => {
  const HEAD = '#Version: 1.0\n#Fields: date time c-ip\n'
  const file = (distribution: string, hour: string) => {
    const key = `cdn/${distribution}.2024-01-${hour}.a1b2c3d4.gz`
    put(key, `${HEAD}2024-01-02\t00:00:00\t192.0.2.1\n`)
    return key
  }

  test('keeps a marker for each distribution', async () => {
    const first = [file('E1AAA', '02-01'), file('E2BBB', '05-01')]
    put('cdn/notes.txt', 'none of the logs')
    expect((await run('cloudfront', '--trail_prefix', 'cdn')).exit).toBe(0)
    expect(arrived()).toEqual(first)
    const later = [file('E1AAA', '02-02'), file('E1AAA', '03-01'), file('E2BBB', '05-02'), file('E3CCC', '02-01')]
    expect((await run('cloudfront', '--trail_prefix', 'cdn')).exit).toBe(0)
    expect(arrived()).toEqual(later)
    const rows = readState(stage.home)['s3_cloudtrail.cloudfront'] ?? []
    expect(rows.map((row) => row.log_key).sort()).toEqual([...first, ...later].sort())
    expect((await run('cloudfront', '--trail_prefix', 'cdn', '--remove')).exit).toBe(0)
    expect(arrived()).toEqual([])
  })

  test.each([
    ['slashes', (date: string) => `2024/01/${date}/03`],
    ['the names of Hive', (date: string) => `year=2024/month=01/day=${date}/hour=03`],
  ])('names in folders of days with %s have a marker for each folder above the years', async (_, days) => {
    const dated = (base: string, distribution: string, date: string) => {
      const key = `cdn/${base}${days(date)}/${distribution}.2024-01-${date}-03.a1b2c3d4.gz`
      put(key, `${HEAD}2024-01-02\t00:00:00\t192.0.2.1\n`)
      return key
    }
    const plain = file('E1AAA', '05-01')
    const keys = [
      dated('', 'E2', '02'),
      dated('AWSLogs/123456789012/CloudFront/E3/', 'E3', '03'),
      dated('x/', 'E4', '02'),
    ]
    dated('x/', 'E4', '01')
    const argv = ['--trail_prefix', 'cdn', '--only_logs_after', '2024-JAN-02']
    expect((await run('cloudfront', ...argv)).exit).toBe(0)
    expect(arrived().sort()).toEqual([plain, ...keys].sort())
    const later = [dated('', 'E2', '04'), dated('x/', 'E4', '05'), file('E1AAA', '05-02')]
    const lists = stage.aws.requests.of('ListObjectsV2').length
    expect((await run('cloudfront', ...argv, '--remove')).exit).toBe(0)
    expect(arrived().sort()).toEqual(later.sort())
    // The bucket, the groups (one request more for each folder of days), and a page of each partition.
    expect(stage.aws.requests.of('ListObjectsV2').length - lists).toBe(1 + 4 + 4)
  })
})

describe('server_access', () => {
  test('passes over keys without a date after the path, and keys that were read', async () => {
    const names = ['2024-01-02-03-04-05-ABC', '2024-01-03-03-04-05-ABD', 'else/2024-01-02-03-04-05-ABC', 'odd']
    for (const name of names) stage.aws.s3.put(BUCKET, name, 'owner bucket [02/Jan/2024:00:00:00 +0000]\n')
    const { stdout } = await run('server_access', '--debug', '3')
    expect(arrived()).toEqual(names.slice(0, 2))
    expect(stdout.filter((line) => line.includes('another prefix'))).toEqual([
      'DEBUG: ++ Skipping file with another prefix: else/2024-01-02-03-04-05-ABC',
      'DEBUG: ++ Skipping file with another prefix: odd',
    ])
  })

  const log = (key: string) => {
    stage.aws.s3.put(BUCKET, key, 'owner bucket [02/Jan/2024:00:00:00 +0000]\n')
    return key
  }
  const dated = (source: string, day: string) => log(`${source}2024/01/${day}/2024-01-${day}-00-00-00-A1B2C3D4E5F60718`)

  test('logs that S3 partitions by date are read beside the others, each source with a marker of its own', async () => {
    const flat = log('logs/2024-01-05-03-04-05-ABC')
    const sources = [
      'logs/123456789012/us-east-1/a/',
      'logs/123456789012/us-east-1/b/',
      'logs/323456789012/eu-west-1/c/',
    ]
    const keys = sources.map((source, n) => dated(source, `0${4 - n}`))
    for (const source of sources) dated(source, '01')
    const argv = ['--trail_prefix', 'logs', '--only_logs_after', '2024-JAN-02']
    expect((await run('server_access', ...argv)).exit).toBe(0)
    expect(arrived()).toEqual([flat, ...keys])
    const later = sources.map((source) => dated(source, '05'))
    const { exit, stderr } = await run('server_access', ...argv, '--remove')
    expect([exit, ...arrived()]).toEqual([0, ...later])
    expect(stderr.filter((line) => line.includes('passed over'))).toEqual([])
  })

  test.each(['logs/123456789012', 'logs/123456789012/us-east-1', 'logs/123456789012/us-east-1/a'])(
    'the path may end at %s',
    async (path) => {
      const first = dated('logs/123456789012/us-east-1/a/', '02')
      expect((await run('server_access', '--trail_prefix', path)).exit).toBe(0)
      expect(arrived()).toEqual([first])
      const second = dated('logs/123456789012/us-east-1/a/', '03')
      const flat = log('logs/123456789012/us-east-1/a/2024-01-05-03-04-05-ABC')
      expect((await run('server_access', '--trail_prefix', path)).exit).toBe(0)
      expect(arrived()).toEqual(path.endsWith('/a') ? [flat, second] : [second])
    },
  )

  test('folders are found without listing the names beside them', async () => {
    for (let n = 0; n < 3500; n++) log(`202${n % 2}-01-02-03-04-05-${n}`)
    const key = dated('423456789012/eu-west-1/c/', '02')
    expect((await run('server_access')).exit).toBe(0)
    expect(arrived()).toEqual([key])
    // The bucket; folders: at the top one page, one behind each of two years, two below; a page for what lies on each
    // side of the account, and one of the source.
    expect(stage.aws.requests.of('ListObjectsV2').length).toBeLessThanOrEqual(1 + 3 + 2 + 2 + 1)
  })
})
