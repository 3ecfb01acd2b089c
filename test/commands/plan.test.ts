import { describe, expect, test } from 'vitest'
import { BUCKET, stageOf } from '../e2e/stage.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { daysAgo, flagDate, putTrail } from './audit/bucket.ts'

const stage = stageOf()
const TRAIL = ['--bucket', BUCKET, '--only_logs_after', flagDate(daysAgo(20))]
const put = (days: number, name: string, rest: object = {}) =>
  putTrail(stage, BUCKET, { day: daysAgo(days), name, ...rest })

async function plan(...argv: readonly string[]) {
  const { exit, stdout, stderr } = await runHere(stage.home, ['plan', '--json', ...argv])
  expect(stderr).toEqual([])
  return { exit, ...JSON.parse(stdout[0] ?? '{}') }
}

describe('a plan', () => {
  test('of a first run counts what the run then takes and asks for', async () => {
    for (let n = 0; n < 6; n++) put(n, `f${n}`, { events: 5 })
    put(1, 'other', { account: '210987654321', events: 5 })
    stage.aws.requests.clear()
    const planned = await plan(...TRAIL)
    expect(planned).toMatchObject({ exit: 0, objects: 7, events: 35, requests: { get: 7 } })
    expect(
      planned.accounts.map(({ account, objects }: { account: string; objects: number }) => [account, objects]),
    ).toEqual([
      ['123456789012', 6],
      ['210987654321', 1],
    ])
    expect(planned.sample).toMatchObject({ objects: 7, events: 35, failures: 0, bytes: planned.bytes })
    expect(planned.price).toMatchObject({
      dollars: (planned.requests.list * 0.005 + 7 * 0.0004) / 1000,
      page: 'https://aws.amazon.com/s3/pricing/',
      region: 'us-east-1',
    })
    expect(stage.aws.requests.of('ListObjectsV2')).toHaveLength(planned.requests.list)
    expect(readState(stage.home)).toEqual({})
    stage.aws.requests.clear()
    expect(await runHere(stage.home, TRAIL)).toMatchObject({ exit: 0 })
    expect(stage.ids()).toHaveLength(planned.events)
    expect(stage.aws.requests.of('GetObject')).toHaveLength(planned.requests.get)
    expect(stage.aws.requests.of('ListObjectsV2')).toHaveLength(planned.requests.list)
  })

  test('of a next run has what is new, of a reparse all', async () => {
    put(5, 'a')
    put(3, 'b')
    await runHere(stage.home, TRAIL)
    put(0, 'c')
    expect(await plan(...TRAIL)).toMatchObject({ objects: 1, events: 1 })
    expect(await plan(...TRAIL, '--reparse')).toMatchObject({ objects: 3, events: 3 })
  })

  test('reads no more objects than it may, and estimates the rest by bytes', async () => {
    for (let n = 0; n < 20; n++) put(1, `f${String(n).padStart(2, '0')}`, { events: 3 })
    stage.aws.requests.clear()
    const { objects, events, sample } = await plan(...TRAIL, '--samples', '4')
    expect({ objects, samples: sample.objects }).toEqual({ objects: 20, samples: 3 })
    expect(stage.aws.requests.of('GetObject')).toHaveLength(3)
    expect(Math.abs(events - 60)).toBeLessThanOrEqual(3)
  })

  test('counts no event that the discard rule drops', async () => {
    put(1, 'keep')
    put(2, 'drop')
    expect(await plan(...TRAIL, '--discard-field', 'eventID', '--discard-regex', '^drop')).toMatchObject({
      objects: 2,
      events: 1,
    })
  })

  test('says of objects that cannot be read why', async () => {
    put(1, 'a')
    stage.aws.faults.add({ operation: 'GetObject', fault: FAULTS.accessDenied })
    const { exit, objects, events, sample } = await plan(...TRAIL)
    expect({ exit, objects, events }).toEqual({ exit: 1, objects: 1, events: undefined })
    expect(sample).toMatchObject({ failures: 1, failure: expect.stringContaining('AccessDenied') })
  })

  test('is shown to people with how it was estimated', async () => {
    put(1, 'a', { events: 2 })
    put(1, 'b', { account: '210987654321' })
    const { exit, stdout } = await runHere(stage.home, ['plan', ...TRAIL])
    expect(exit).toBe(0)
    expect(stdout[0]).toMatch(/^ACCOUNT +OBJECTS +SIZE$/)
    expect(stdout.slice(4)).toEqual([
      expect.stringMatching(/^objects {3}2, \d+ B as stored$/),
      expect.stringMatching(/^events {4}3 \(2 of 2 objects were read, spread evenly: 3 events in \d+ B\)$/),
      expect.stringMatching(/^time {6}about [\d.]+ s at [\d.]+ \w+ a second, as measured with these objects/),
      expect.stringMatching(/^requests {2}\d+ LIST, 2 GET$/),
      expect.stringMatching(
        /^price {5}\$0\.000\d: list price of requests for S3 Standard in us-east-1, \d{4}-\d\d, https:/,
      ),
    ])
  })

  test('of a run that takes nothing says so', async () => {
    put(40, 'a')
    const { exit, stdout } = await runHere(stage.home, ['plan', ...TRAIL])
    expect(exit).toBe(0)
    expect(stdout[0]).toBe('A run with these flags would read no object.')
  })
})
