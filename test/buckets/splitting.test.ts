import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runCli } from '../helpers/run-cli.ts'
import { readState } from '../helpers/state-db.ts'

// Types that split a partition further: what they walk, and what it costs.

const BUCKET = 'logs'
const stage = stageOf()

const put = (key: string, text: string) => stage.aws.s3.put(BUCKET, key, gzipSync(text))
const run = (type: string, ...argv: string[]) =>
  runCli(stage.home, ['--bucket', BUCKET, '--type', type, '--only_logs_after', '2024-JAN-01', '--debug', '1', ...argv])
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

  it('reads what EC2 does not show before what it shows, and says so', async () => {
    stage.aws.ec2.addFlowLogs('us-east-1', [A, C])
    const keys = [flow(B, 2), flow(A, 2), flow(C, 3)]
    const first = await run('vpcflow')
    expect([first.exit, found(first.stdout)]).toEqual([0, [B]])
    expect(arrived()).toEqual(keys)
    const late = flow(B, 4)
    expect((await run('vpcflow')).exit).toBe(0)
    expect(arrived()).toEqual([late])
  })

  it('does without EC2 where it refuses', async () => {
    stage.aws.faults.add({ operation: 'DescribeFlowLogs', fault: FAULTS.accessDenied })
    const key = flow(A, 2)
    const { exit, stdout } = await run('vpcflow')
    expect(exit).toBe(0)
    expect(stdout).toContainEqual(expect.stringMatching(/Flow logs of us-east-1 are found .* alone: An error occurred/))
    expect(arrived()).toEqual([key])
  })

  it('asks EC2 once for a region, however many accounts there are', async () => {
    const keys = [flow(A, 2), flow(B, 2, 1, '210987654321')]
    expect((await run('vpcflow')).exit).toBe(0)
    expect(arrived()).toEqual(keys)
    expect(stage.aws.requests.of('DescribeFlowLogs')).toHaveLength(1)
  })

  it('finds a flow log again whose turn a run did not live to see', async () => {
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

  it('looks for flow logs without listing all their files', async () => {
    for (let n = 0; n < 2400; n++) flow(n < 1200 ? A : B, 2, n % 1200)
    expect((await run('vpcflow')).exit).toBe(0)
    expect(new Set(arrived())).toHaveProperty('size', 2400)
    const before = stage.aws.requests.of('ListObjectsV2').length
    expect(found((await run('vpcflow')).stdout)).toEqual([A, B])
    // Folders: bucket, accounts, regions. The flow logs: a page each. Each is looked back at: three pages of both.
    expect(stage.aws.requests.of('ListObjectsV2').length - before).toBeLessThanOrEqual(3 + 3 + 2 * 3)
  })
})

describe('cloudfront', () => {
  const HEAD = '#Version: 1.0\n#Fields: date time c-ip\n'
  const file = (distribution: string, hour: string) => {
    const key = `cdn/${distribution}.2024-01-${hour}.a1b2c3d4.gz`
    put(key, `${HEAD}2024-01-02\t00:00:00\t192.0.2.1\n`)
    return key
  }

  it('keeps a marker for each distribution', async () => {
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
})

describe('server_access', () => {
  it('passes over what has no date behind the path, and what was read', async () => {
    const names = ['2024-01-02-03-04-05-ABC', '2024-01-03-03-04-05-ABD', 'else/2024-01-02-03-04-05-ABC', 'odd']
    for (const name of names) stage.aws.s3.put(BUCKET, name, 'owner bucket\n')
    const { stdout } = await run('server_access', '--debug', '3')
    expect(arrived()).toEqual(names.slice(0, 2))
    expect(stdout.filter((line) => line.includes('another prefix'))).toEqual([
      'DEBUG: ++ Skipping file with another prefix: else/2024-01-02-03-04-05-ABC',
      'DEBUG: ++ Skipping file with another prefix: odd',
    ])
  })
})
