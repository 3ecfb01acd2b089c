import { describe, expect, test } from 'vitest'
import type { BucketType } from '../../src/buckets/contract.ts'
import { bucketTypes } from '../../src/buckets/index.ts'
import { bucketTable } from '../../src/state/tables.ts'
import { readSample, type Sample, sampleTypes } from '../helpers/fixtures.ts'
import { runHere } from '../helpers/run-here.ts'
import { freshStage } from '../helpers/stage.ts'
import { readState } from '../helpers/state-db.ts'

const BUCKET = 'sample-logs'
const rows: readonly (readonly [string, BucketType])[] = Object.entries(bucketTypes)

const stage = freshStage()

/** Puts the samples of a type into the bucket. */
function sampleOf(name: string): Sample {
  const sample = readSample(name)
  for (const { key, bytes } of sample.objects) stage.aws.s3.put(BUCKET, key, bytes)
  return sample
}

/** @returns also the events that arrived since the run before */
async function run({ type, argv }: Sample, ...more: string[]) {
  const given = ['--bucket', BUCKET, '--type', type, '--only_logs_after', '2024-JAN-01', ...argv, ...more]
  const { exit, stdout } = await runHere(stage.home, given)
  stage.sink.take()
  return { exit, stdout, events: stage.sink.datagrams.splice(0).map(String) }
}

/** Keys that the state remembers, in order. */
function marked({ table }: BucketType): string[] {
  const keys = (readState(stage.home)[`s3_cloudtrail.${table}`] ?? []).map((row) => String(row.log_key))
  return keys.sort()
}

/** The sample object that is processed last, in the one or last partition. */
function lastOf({ objects, expected }: Sample): [key: string, bytes: Buffer] {
  const read = objects.filter(({ key }) => expected.some((event) => event.includes(`"${key}"`)))
  const { key = '', bytes = Buffer.of() } = read.at(-1) ?? {}
  return [key, bytes]
}

/** A key of the same day and format, with another character in place of the last one of the name that can be. */
function sibling(key: string, character: string): string {
  const [stem = '', end = ''] = key.split(/((?:\.(?:json|jsonl|log|csv))?(?:\.gz)?$)/)
  return `${stem.replace(/[1-9b-yA-Y](?=[^1-9b-yA-Y]*$)/, character)}${end}`
}

function renamed(event: string, from: string, to: string): string[] {
  return event.includes(`"${from}"`) ? [event.replace(`"${from}"`, `"${to}"`)] : []
}

test('the registry has samples of its types and of no others', () => {
  expect(sampleTypes()).toEqual(rows.map(([name]) => name).sort())
})

describe.each(rows)('%s', (name, type) => {
  test('has the name of its row, and a table of its own', () => {
    expect(type.name).toBe(name)
    expect(bucketTable(type.table).primaryKey).toContain('log_key')
    expect(rows.filter(([, other]) => other.table === type.table)).toHaveLength(1)
  })

  test('gives what its samples are expected to give', async () => {
    const sample = sampleOf(name)
    expect(sample.expected).not.toEqual([])
    const { exit, stdout, events } = await run(sample)
    expect({ exit, events }).toEqual({ exit: 0, events: sample.expected })
    expect(stdout).toEqual([])
  })

  test('keeps what was sent when a later object ends the run, finds late objects, deletes what was read', async () => {
    const sample = sampleOf(name)
    const [last, bytes] = lastOf(sample)
    const [early, late, damaged] = [
      sibling(last, '0'),
      sibling(last, '0a'),
      `${sibling(last, 'z').replace(/\.gz$/, '')}.gz`,
    ]
    const eventsOf = (key: string) => sample.expected.flatMap((event) => renamed(event, last, key))
    stage.aws.s3.put(BUCKET, early, bytes)
    stage.aws.s3.put(BUCKET, damaged, 'no gzip')
    const ended = await run(sample)
    expect({ exit: ended.exit, events: ended.events.sort() }).toEqual({
      exit: 8,
      events: [...sample.expected, ...eventsOf(early)].sort(),
    })
    expect(marked(type).slice(-2)).toEqual([early, last])

    stage.aws.s3.put(BUCKET, late, bytes)
    const resumed = await run(sample, '--remove', '--skip_on_error')
    expect(resumed.exit).toBe(0)
    expect(resumed.events.slice(0, -1)).toEqual(eventsOf(late))
    expect(resumed.events.at(-1)).toContain(`"error_msg": "Failed to decompress file ${damaged}: `)
    const left = [...sample.objects.map(({ key }) => key), early, damaged]
    expect([...stage.aws.s3.keys(BUCKET)].sort()).toEqual(left.sort())
    expect(marked(type).slice(-4)).toEqual([early, late, last, damaged])
  })

  test('discards', async () => {
    const sample = sampleOf(name)
    const others = await run(sample, '--discard-field', 'source', '--discard-regex', 'no such source')
    expect(others.events).toEqual(sample.expected)
    const all = await run(sample, '--reparse', '--discard-field', 'source', '--discard-regex', '.', '--debug', '2')
    expect(all.events).toEqual([])
    expect(all.stdout).toContain(
      'DEBUG: +++ The "." regex found a match in the "source" field. The event will be skipped.',
    )
  })
})
