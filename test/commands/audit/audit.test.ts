import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BUCKET, stageOf } from '../../e2e/stage.ts'
import { FAULTS } from '../../helpers/local-aws/faults.ts'
import { runHere } from '../../helpers/run-here.ts'
import { readState, writeState } from '../../helpers/state-db.ts'
import { runOnTerminal } from '../../helpers/terminal.ts'
import { daysAgo, flagDate, putTrail } from './bucket.ts'

const stage = stageOf()
const OWN = '123456789012'
const OTHER = '210987654321'
const SINCE = flagDate(daysAgo(20))
const TRAIL = ['--bucket', BUCKET, '--only_logs_after', SINCE]
const HOURS_AGO_10 = new Date(Date.now() - 10 * 3_600_000)

const put = (days: number, name: string, rest: object = {}) =>
  putTrail(stage, BUCKET, { day: daysAgo(days), name, ...rest })

async function audit(...argv: readonly string[]) {
  const { exit, stdout, stderr } = await runHere(stage.home, ['audit', '--json', ...argv])
  expect(stderr).toEqual([])
  const report = JSON.parse(stdout[0] ?? '{}')
  expect(exit).toBe(report.ok ? 0 : 1)
  return report
}

/** Two files that were collected. */
async function collect(...argv: readonly string[]) {
  put(10, 'a')
  put(2, 'b')
  expect(await runHere(stage.home, [...TRAIL, ...argv])).toMatchObject({ exit: 0 })
}

describe('what became of each file', () => {
  test('nothing is found where all was collected, and nothing is changed', async () => {
    await collect()
    const before = { state: readState(stage.home), keys: stage.aws.s3.keys(BUCKET) }
    stage.aws.requests.clear()
    const report = await audit(...TRAIL)
    expect(report).toMatchObject({ ok: true, until: daysAgo(0), since: daysAgo(20), unread: [] })
    const days = { [daysAgo(10)]: { collected: 1 }, [daysAgo(2)]: { collected: 1 } }
    expect(report.sources).toMatchObject([
      {
        bucket: BUCKET,
        path: '',
        type: 'cloudtrail',
        idle: [],
        regions: [{ account: OWN, region: 'us-east-1', days }],
      },
    ])
    expect({ state: readState(stage.home), keys: stage.aws.s3.keys(BUCKET) }).toEqual(before)
    expect(new Set(stage.aws.requests.all.map(({ operation }) => operation))).toEqual(new Set(['ListObjectsV2']))
  })

  test('a hole is missing, a new file waits, an old one is late', async () => {
    await collect()
    const hole = put(6, 'hole')
    put(0, 'new')
    const late = put(1, 'late', { written: HOURS_AGO_10 })
    const [region] = (await audit(...TRAIL)).sources[0].regions
    expect(region.total).toEqual({ collected: 2, missing: 1, waiting: 1, late: 1 })
    expect(region.days).toMatchObject({ [daysAgo(6)]: { missing: 1 }, [daysAgo(1)]: { late: 1 } })
    expect(region.examples).toMatchObject({ missing: hole, late })
    expect((await audit(...TRAIL, '--late-after', '11')).sources[0].regions[0].total).not.toHaveProperty('late')
    // What a run takes is what was said to wait.
    await runHere(stage.home, TRAIL)
    expect(stage.ids().sort()).toEqual(['a-0', 'b-0', 'late-0', 'new-0'])
    expect((await audit(...TRAIL)).sources[0].regions[0].total).toEqual({ collected: 4, missing: 1 })
  })

  test('a file that is tried again has failed', async () => {
    await collect()
    const key = put(1, 'refused')
    stage.aws.faults.add({ operation: 'GetObject', resource: /refused/, fault: FAULTS.accessDenied })
    await runHere(stage.home, [...TRAIL, '--skip_on_error'])
    const [region] = (await audit(...TRAIL)).sources[0].regions
    expect(region).toMatchObject({ total: { collected: 2, failed: 1 }, examples: { failed: key } })
  })

  test('files of others and what lies before the days that are looked at do not count', async () => {
    await collect()
    stage.aws.s3.put(BUCKET, `AWSLogs/${OWN}/CloudTrail/us-east-1/${daysAgo(2).replaceAll('-', '/')}/notes.log`, 'x')
    stage.aws.s3.put(
      BUCKET,
      `AWSLogs/${OWN}/CloudTrail/us-east-1/${daysAgo(2).replaceAll('-', '/')}/${OWN}_vpcflowlogs_us-east-1_fl-1_20240102T0115Z_a.log.gz`,
      'x',
    )
    const { total, days } = (await audit(...TRAIL, '--days', '5')).sources[0].regions[0]
    expect(Object.keys(days)).toEqual([daysAgo(2)])
    expect(total.collected).toBe(1)
  })

  test('a file that is older than a state of as many rows as are kept counts as collected', async () => {
    await collect()
    put(12, 'forgotten')
    expect((await audit(...TRAIL)).sources[0].regions[0].total).toEqual({ collected: 2, missing: 1 })
    writeState(
      stage.home,
      's3_cloudtrail',
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 498)
       INSERT INTO cloudtrail SELECT bucket_path, aws_account_id, aws_region, log_key || i, '', 0 FROM cloudtrail, n
       WHERE log_key = (SELECT max(log_key) FROM cloudtrail)`,
    )
    expect((await audit(...TRAIL)).sources[0].regions[0].total).toEqual({ collected: 3 })
  })
})

describe('what nobody reads', () => {
  test('accounts and regions that the flags leave out, and flags without anything to read', async () => {
    await collect('--aws_account_id', OWN)
    put(1, 'x', { account: OTHER })
    put(1, 'y', { region: 'eu-west-1' })
    const report = await audit(...TRAIL, '--aws_account_id', `${OWN},999999999999`, '--regions', 'us-east-1,ap-south-1')
    const place = { bucket: BUCKET, type: 'cloudtrail' }
    expect(report.unread).toEqual([
      { ...place, account: OWN, region: 'eu-west-1' },
      { ...place, account: OTHER, region: 'us-east-1' },
    ])
    expect(report.sources[0].idle).toEqual([
      { flag: '--aws_account_id', value: '999999999999' },
      { flag: '--regions', value: 'ap-south-1' },
    ])
    expect((await audit(...TRAIL)).unread).toEqual([])
  })

  test('with ossec.conf all of its buckets together decide', async () => {
    put(1, 'a')
    put(1, 'b', { account: OTHER })
    put(1, 'c', { account: OTHER, region: 'eu-west-1' })
    const source = (name: string, rest: string) => `<bucket type="cloudtrail"><name>${name}</name>
      <only_logs_after>${SINCE}</only_logs_after>${rest}</bucket>`
    const conf = join(stage.home.root, 'ossec.conf')
    writeFileSync(
      conf,
      `<ossec_config><wodle name="aws-s3"><interval>10m</interval>
      ${source(BUCKET, `<aws_account_id>${OWN}</aws_account_id>`)}
      ${source(BUCKET, `<aws_account_id>${OTHER}</aws_account_id><regions>us-east-1</regions>`)}
      ${source('no-such-bucket', '')}
      <service type="inspector"></service></wodle></ossec_config>`,
    )
    const report = await audit('--ossec-conf', conf)
    expect(report.sources).toHaveLength(3)
    expect(report.sources.map(({ line }: { line: number }) => line)).toEqual([2, 4, 6])
    expect(report.sources[2].error).toContain('NoSuchBucket')
    expect(report.unread).toEqual([{ bucket: BUCKET, type: 'cloudtrail', account: OTHER, region: 'eu-west-1' }])
  })
})

describe('for people', () => {
  test('the map fits 80 columns, with a character for each day', async () => {
    await collect()
    put(6, 'hole')
    const { exit, text } = await runOnTerminal(stage.home, ['audit', ...TRAIL], { columns: 80, env: { NO_COLOR: '1' } })
    expect(exit).toBe(1)
    const lines = text.trimEnd().split('\n')
    expect(lines[0]).toBe(`Files by account and day, ${daysAgo(20)} to ${daysAgo(0)} (UTC)`)
    const row = lines.find((line) => line.startsWith(OWN)) ?? ''
    expect(row).toBe(`${OWN}  ${' '.repeat(20)}.       M       .`)
    for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines).toContain('Found: 1 file missing.')
    expect(lines.at(-1)).toMatch(/^ {2}aws-s3 explain 's3:\/\/trail-bucket\/AWSLogs\/\S+_hole\.json\.gz'$/)
    expect(text).not.toContain('\u001b')
  })

  test('more days than find room are left out, the oldest first, and colours stand for the same characters', async () => {
    await collect()
    const { text } = await runOnTerminal(stage.home, ['audit', ...TRAIL], { columns: 30 })
    expect(text).toContain('The last 16 of 21 days fit here')
    expect(text).toContain(`${OWN}  ${' '.repeat(5)}\u001b[32m.\u001b[39m${' '.repeat(7)}\u001b[32m.`)
    expect(text).toContain('Nothing is missing.')
  })

  test('the page stands for itself: a cell for each day, a text for each cell, and what is outside is escaped', async () => {
    await collect()
    put(6, 'hole<b>')
    const file = join(stage.home.root, 'audit.html')
    expect(await runHere(stage.home, ['audit', ...TRAIL, '--html', file])).toMatchObject({ exit: 1, stderr: [] })
    const page = readFileSync(file, 'utf8')
    expect(page.match(/<td class="(?:collected|missing)" title="[^"]+">/g)).toEqual([
      `<td class="collected" title="${OWN}, ${daysAgo(10)}: 1 collected">`,
      `<td class="missing" title="${OWN}, ${daysAgo(6)}: 1 missing">`,
      `<td class="collected" title="${OWN}, ${daysAgo(2)}: 1 collected">`,
    ])
    expect(page).toContain('hole&lt;b&gt;')
    expect(page).not.toMatch(/<script|https?:|hole<b>/)
  })
})

describe('a wrong command line', () => {
  test.each([
    [['--service', 'inspector'], 'only buckets can be examined'],
    [['--ossec-conf', 'x', '--bucket', BUCKET], '--bucket is not allowed with --ossec-conf'],
    [['--bucket', BUCKET, '--days', '0'], 'argument --days: '],
    [['--ossec-conf', '/nowhere/ossec.conf'], '/nowhere/ossec.conf'],
  ])('%j', async (argv, text) => {
    const { exit, stdout, stderr } = await runHere(stage.home, ['audit', ...argv])
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: [] })
    expect(stderr.join('\n')).toContain(text)
  })

  test('a page that cannot be written', async () => {
    put(1, 'a')
    const { exit, stderr } = await runHere(stage.home, ['audit', ...TRAIL, '--html', '/nowhere/a.html'])
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: [expect.stringMatching(/^ERROR: \/nowhere\/a.html cannot be written/)],
    })
  })
})
