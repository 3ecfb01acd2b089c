import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { BUCKET, stageOf } from '../e2e/stage.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { daysAgo, flagDate, putTrail } from './audit/bucket.ts'

const stage = stageOf()
const OWN = '123456789012'
const OTHER = '210987654321'
const TRAIL = ['--bucket', BUCKET, '--only_logs_after', flagDate(daysAgo(20))]
const put = (days: number, name: string, rest: object = {}) =>
  putTrail(stage, BUCKET, { day: daysAgo(days), name, ...rest })

interface Explained {
  readonly why: string
  readonly verdict: string
  readonly facts: readonly { readonly name: string; readonly text: string }[]
}

async function explain(key: string, ...flags: readonly string[]) {
  const { exit, stdout, stderr } = await runHere(stage.home, ['explain', key, '--json', ...flags])
  // An account that has no folder is told by all that look at a bucket.
  expect(stderr.filter((line) => !line.startsWith(`ERROR: --aws_account_id ${OTHER}: nothing lies under`))).toEqual([])
  const { ok, explanations } = JSON.parse(stdout[0] ?? '{}') as { ok: boolean; explanations: readonly Explained[] }
  expect(exit).toBe(ok ? 0 : 1)
  const [{ why, facts } = { why: '', facts: [] }] = explanations
  return { exit, why, facts: Object.fromEntries(facts.map(({ name, text }) => [name, text])), explanations }
}

describe('an object', () => {
  let read: string
  beforeEach(async () => {
    read = put(10, 'a')
    put(3, 'b')
    await runHere(stage.home, TRAIL)
    // A run on a busy machine takes longer than hooks usually may.
  }, 60_000)

  test('that was collected, and nothing is changed', async () => {
    const before = readState(stage.home)
    const { exit, why, facts } = await explain(`s3://${BUCKET}/${read}`, ...TRAIL)
    expect({ exit, why }).toEqual({ exit: 0, why: 'processed' })
    expect(facts).toMatchObject({ account: OWN, region: 'us-east-1', state: 'a row for it', 'retry list': 'not on it' })
    expect(readState(stage.home)).toEqual(before)
  })

  test('that the next run takes', async () => {
    const key = put(0, 'new')
    expect(await explain(key, ...TRAIL)).toMatchObject({ exit: 0, why: 'new' })
    await runHere(stage.home, TRAIL)
    expect(await explain(key, ...TRAIL)).toMatchObject({ exit: 0, why: 'processed' })
  })

  test('that lies before the marker', async () => {
    const key = put(6, 'hole')
    const { exit, why, facts } = await explain(key, ...TRAIL)
    expect({ exit, why }).toEqual({ exit: 1, why: 'before-start' })
    expect(facts.marker).toContain('_b.json.gz')
    expect(facts['look-back']).toBe(`from AWSLogs/${OWN}/CloudTrail/us-east-1/${daysAgo(4).replaceAll('-', '/')}`)
    await runHere(stage.home, TRAIL)
    expect(stage.ids()).toEqual(['a-0', 'b-0'])
  })

  test('that is older than --only_logs_after', async () => {
    expect(await explain(put(30, 'old'), ...TRAIL)).toMatchObject({ exit: 1, why: 'before-date' })
  })

  test('of an account that was not read yet, without --only_logs_after', async () => {
    const key = put(2, 'c', { account: OTHER })
    expect(await explain(key, '--bucket', BUCKET)).toMatchObject({ exit: 1, why: 'before-first-run' })
  })

  test.each([
    [{ account: OTHER }, ['--aws_account_id', OWN], 'account', '--aws_account_id leaves it out'],
    [{ region: 'eu-west-1' }, ['--regions', 'us-east-1'], 'region', '--regions leaves it out'],
    [
      { account: OTHER, region: 'eu-west-1' },
      ['--aws_account_id', OWN, '--regions', 'us-east-1'],
      'account',
      '--aws_account_id and --regions leave it out',
    ],
  ])('that the flags leave out: %j', async (place, flags, fact, verdict) => {
    const { exit, why, facts, explanations } = await explain(put(1, 'c', place), ...TRAIL, ...flags)
    expect({ exit, why }).toEqual({ exit: 1, why: 'excluded' })
    expect(facts[fact]).toContain('which the flags leave out')
    expect(explanations[0]?.verdict).toContain(verdict)
  })

  test('of another type in the same folder', async () => {
    const key = read.replace(/[^/]*$/, `${OWN}_vpcflowlogs_us-east-1_fl-1_20240102T0115Z_a.log.gz`)
    stage.aws.s3.put(BUCKET, key, 'x')
    const { why, facts } = await explain(key, ...TRAIL)
    expect(why).toBe('other-type')
    expect(facts.type).toBe('the key is that of vpcflow, not of cloudtrail')
  })

  test('in a folder that no run of the type lists', async () => {
    const key = `AWSLogs/${OWN}/Config/us-east-1/2024/1/2/x.json.gz`
    stage.aws.s3.put(BUCKET, key, 'x')
    expect(await explain(key, ...TRAIL)).toMatchObject({ exit: 1, why: 'outside' })
  })

  test('that failed and is tried again', async () => {
    const key = put(1, 'refused')
    stage.aws.faults.add({ operation: 'GetObject', resource: /refused/, fault: FAULTS.accessDenied })
    await runHere(stage.home, [...TRAIL, '--skip_on_error'])
    const { exit, why, facts } = await explain(key, ...TRAIL)
    expect({ exit, why }).toEqual({ exit: 0, why: 'retried' })
    expect(facts['retry list']).toMatch(/^failed once, tried again after .*: .*AccessDenied/)
  })

  test('that does not exist', async () => {
    const { exit, why, facts } = await explain(`${read}x`, ...TRAIL)
    expect({ exit, why }).toEqual({ exit: 1, why: 'no-object' })
    expect(facts.object).toBe('there is none')
  })

  test('under a prefix where a run finds nothing', async () => {
    const { exit, why, explanations } = await explain(read, ...TRAIL, '--trail_prefix', 'other')
    expect({ exit, why }).toEqual({ exit: 1, why: 'nothing-read' })
    expect(explanations[0]?.verdict).toContain(`No files were found in '${BUCKET}/other/'`)
  })

  test('for every source of ossec.conf that reads the bucket', async () => {
    const conf = join(stage.home.root, 'ossec.conf')
    const source = (account: string) => `<bucket type="cloudtrail"><name>${BUCKET}</name>
      <aws_account_id>${account}</aws_account_id><only_logs_after>2024-JAN-01</only_logs_after></bucket>`
    const wodle = `<wodle name="aws-s3"><interval>10m</interval>${source(OTHER)}${source(OWN)}</wodle>`
    writeFileSync(conf, `<ossec_config>${wodle}</ossec_config>`)
    const { exit, explanations } = await explain(`s3://${BUCKET}/${read}`, '--ossec-conf', conf)
    expect(exit).toBe(0)
    expect(explanations.map(({ why }) => why)).toEqual(['processed', 'processed'])
    expect((await explain(put(1, 'n'), ...TRAIL)).why).toBe('new')
    const { stderr } = await runHere(stage.home, ['explain', 's3://other-bucket/x', '--ossec-conf', conf])
    expect(stderr).toEqual([`ERROR: No source of ${conf} reads the bucket other-bucket.`])
  })

  test('for people: a sentence, then the facts', async () => {
    const { exit, stdout } = await runHere(stage.home, ['explain', read, ...TRAIL])
    expect(exit).toBe(0)
    expect(stdout[0]).toBe('Yes: the state has a row for it.')
    expect(stdout.slice(1).map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'object',
      'type',
      'path',
      'account',
      'region',
      'day',
      'marker',
      'look-back',
      'state',
      'retry list',
    ])
  })
})

test.each([
  [[], 'the following arguments are required: KEY'],
  [['key'], 'one of the arguments -b/--bucket'],
  [['s3://a-bucket'], "'s3://a-bucket' is not s3://bucket/key"],
  [['s3://a-bucket/k', '--bucket', 'b-bucket'], 'b-bucket is not the bucket of s3://a-bucket/'],
  [['key', '--ossec-conf', 'x'], 's3://bucket/key is needed with --ossec-conf'],
])('a wrong command line: %j', async (argv, text) => {
  const { exit, stdout, stderr } = await runHere(stage.home, ['explain', ...argv])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: [] })
  expect(stderr.join('\n')).toContain(text)
})
