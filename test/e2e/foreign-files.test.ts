import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { BucketType } from '../../src/buckets/contract.ts'
import { findBucketType } from '../../src/buckets/index.ts'
import { OWN_KEYS } from '../buckets/keys.ts'
import { readSample, sampleTypes } from '../helpers/fixtures.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { stageOf } from './stage.ts'

const BUCKET = 'sample-logs'
const stage = stageOf()

/** Keys that other types claim, in a folder of this type: as a bare name, and with their path. */
function foreignKeys(type: string, folder: string): string[] {
  return Object.entries(OWN_KEYS).flatMap(([other, keys]) => {
    const placed = keys.flatMap((key) => [`${folder}${basename(key)}`, `${folder}${key}`])
    return other === type ? [] : placed.filter((key) => findBucketType(other)?.keys.own.test(key))
  })
}

const filesOf = (events: readonly string[]) => events.map((event) => /"log_file": "([^"]*)"/.exec(event)?.[1])

test.each(sampleTypes())('--type %s with --remove leaves every file that another type claims', async (name) => {
  const { objects, argv, expected } = readSample(name)
  const [first] = objects.filter(({ key }) => expected[0]?.includes(key))
  const { key = '', bytes = '' } = first ?? {}
  const foreign = foreignKeys(name, dirname(key) === '.' ? '' : `${dirname(key)}/`)
  expect(foreign.length).toBeGreaterThan(20)
  for (const object of objects) stage.aws.s3.put(BUCKET, object.key, object.bytes)
  // What a file holds does not matter: read as this type's it would be sent and removed.
  for (const key of foreign) stage.aws.s3.put(BUCKET, key, bytes)

  const given = ['--bucket', BUCKET, '--type', name, '--only_logs_after', '2023-JAN-01', ...argv]
  const { exit, stderr } = await runHere(stage.home, [...given, '--remove', '--debug', '1'])
  expect([exit, ...filesOf(stage.sink.texts())]).toEqual([0, ...filesOf(expected)])
  expect(foreign.filter((key) => !stage.aws.s3.keys(BUCKET).includes(key))).toEqual([])
  const rows = readState(stage.home)[`s3_cloudtrail.${(findBucketType(name) as BucketType).table}`] ?? []
  expect(rows.filter((row) => foreign.includes(String(row.log_key)))).toEqual([])
  // Distributions are listed one by one: files of others are not even seen.
  if (name !== 'cloudfront')
    expect(stderr.at(-2)).toMatch(
      /^DEBUG: \+\+\+ Objects passed over because their keys belong to no log of this type: \d+, such as /,
    )
})
