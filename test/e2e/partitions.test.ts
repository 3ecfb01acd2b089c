import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { runHere } from '../helpers/run-here.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()

/** Puts a file of one event into a partition; without an event it is a bad one. */
function put(account: string, region: string, hour: number, event?: string): string {
  const name = `${account}_CloudTrail_${region}_20240102T0${hour}00Z_x.json.gz`
  const key = `AWSLogs/${account}/CloudTrail/${region}/2024/01/02/${name}`
  const text = event === undefined ? '{oops' : JSON.stringify({ Records: [{ eventID: event }] })
  stage.aws.s3.put(BUCKET, key, gzipSync(text))
  return key
}

const [ONE, TWO] = ['111111111111', '222222222222']

test('without --skip_on_error a bad object stops its own account and region: the others are read, the first code comes at the end', async () => {
  put(ONE, 'eu-west-1', 1, 'one-eu')
  put(ONE, 'us-east-1', 1, 'one-us-before')
  const bad = put(ONE, 'us-east-1', 2)
  const behind = put(ONE, 'us-east-1', 3, 'one-us-behind')
  const undecodable = put(TWO, 'eu-west-1', 1)
  stage.aws.s3.put(BUCKET, undecodable, 'no gzip')
  put(TWO, 'us-east-1', 1, 'two-us')
  const run = await runHere(stage.home, ARGV)
  expect(run.exit).toBe(9)
  expect(run.stdout).toEqual([
    expect.stringContaining(`ERROR: Failed to parse file ${bad}`),
    'ERROR: Invalid gzip file received.',
  ])
  expect(stage.ids()).toEqual(['one-eu', 'one-us-before', 'two-us'])
  expect(stage.marked()).not.toContain(behind)

  stage.aws.s3.put(BUCKET, bad, gzipSync(JSON.stringify({ Records: [{ eventID: 'mended' }] })))
  expect((await runHere(stage.home, ARGV)).exit).toBe(8)
  expect(stage.ids().slice(3)).toEqual(['mended', 'one-us-behind'])
})

test('what was read ahead in a stopped partition is neither sent nor remembered, and no more of it is fetched', async () => {
  put(ONE, 'us-east-1', 1)
  const folder = `AWSLogs/${ONE}/CloudTrail/us-east-1/2024/01/03/`
  const packed = gzipSync(JSON.stringify({ Records: [{ eventID: 'behind' }] }))
  for (let n = 0; n < 3000; n++) stage.aws.s3.put(BUCKET, `${folder}${n}_20240103T0000Z_x.json.gz`, packed)
  put(TWO, 'us-east-1', 1, 'other')
  expect((await runHere(stage.home, ARGV)).exit).toBe(9)
  expect(stage.ids()).toEqual(['other'])
  expect(stage.marked()).toHaveLength(1)
  // The rest of the queue was under way.
  expect(stage.aws.requests.of('GetObject').length).toBeLessThan(1500)
})
