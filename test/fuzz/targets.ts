import { globSync, readFileSync, statSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { bucketTypes } from '../../src/buckets/index.ts'
import { type EventBatch, HEADER, MAX_DATAGRAM } from '../../src/emit/types.ts'
import { JsonReader } from '../../src/json/reader.ts'
import { ReadFailure } from '../../src/objects/types.ts'
import { parquetRows } from '../../src/parsers/parquet/rows.ts'
import { parquetLimits } from '../../src/pipeline/bounds.ts'
import type { ObjectJob } from '../../src/pipeline/contract.ts'
import { decode } from '../../src/pipeline/decode.ts'
import { findReading } from '../../src/sources/find-reading.ts'
import { readInBlocks } from '../helpers/read-in-blocks.ts'
import { CONTAINERS, container } from './containers.ts'
import type { Target } from './target.ts'

const FIXTURES = new URL('../../fixtures/', import.meta.url).pathname

/** Files of the fixtures, expanded. */
function samplesOf(pattern: string): Uint8Array[] {
  const paths = globSync(`${FIXTURES}${pattern}`).filter((path) => statSync(path).isFile())
  return paths.map((path) => {
    const bytes = readFileSync(path)
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
  })
}

function jobOf(type: string, key: string, isSubscriber = false): ObjectJob {
  const writer = { object: { bucket: 'b', logFile: key, accountAlias: '' }, debugLevel: 0 } as const
  return { type, isSubscriber, bucket: 'b', key, trailPrefix: 'dnslogs/', maxObjectBytes: 2 ** 29, writer }
}

/** Errors of the language are defects of ours, whatever the file. */
function expectReason(cause = ''): void {
  if (/^(?:Type|Range|Reference|Syntax|Assertion)?Error\b|TypeError|RangeError/.test(cause)) throw new Error(cause)
}

function expectDatagrams({ bytes, ends }: EventBatch, isJson = true): void {
  ends.forEach((end, n) => {
    const datagram = Buffer.from(bytes.subarray(ends[n - 1] ?? 0, end)).toString()
    if (Buffer.byteLength(datagram) > MAX_DATAGRAM) throw new Error('a datagram is too long')
    if (!datagram.startsWith(HEADER)) throw new Error('a datagram has no header')
    // Python's JSON has these, JavaScript's does not.
    if (isJson) JSON.parse(datagram.slice(HEADER.length).replaceAll(/\b(?:NaN|-?Infinity)\b/g, '0'))
  })
}

function whole(type: string, key: string, samples: readonly Uint8Array[], isSubscriber = false): Target {
  const job = jobOf(type, key, isSubscriber)
  const reading = findReading(job)
  return {
    name: `${isSubscriber ? 'subscriber ' : ''}${type} ${key}`,
    samples,
    read(bytes) {
      const { batch, failure } = decode({ ...job, bytes: new Uint8Array(bytes) }, reading)
      expectReason(failure?.cause)
      if (batch) expectDatagrams(batch)
    },
  }
}

/** The same type read in blocks, as large texts are. */
function blocks(type: string, samples: readonly Uint8Array[]): Target | undefined {
  const job = jobOf(type, 'k.log')
  const { text } = findReading(job)
  return (
    text && {
      name: `${type} in blocks`,
      samples,
      async read(bytes) {
        const { batches, failure } = await readInBlocks(job, text, new Uint8Array(bytes))
        expectReason(failure?.cause)
        for (const batch of batches) expectDatagrams(batch)
      },
    }
  )
}

const jsonReader = new JsonReader()

const json: Target = {
  name: 'JSON',
  samples: samplesOf('logs/cloudtrail/objects/**/*'),
  read(bytes) {
    try {
      jsonReader.document(bytes)
    } catch (cause) {
      if (!(cause instanceof ReadFailure)) throw cause
    }
  },
}

/** Damaged bytes make the reader of Parquet files trip in ways of its own, but only in these. */
const TRIPS = /^damaged Parquet file: /

const parquet: Target = {
  name: 'Parquet',
  samples: samplesOf('parquet/*.parquet'),
  async read(bytes) {
    const slice = async (start: number, end: number) => Uint8Array.from(bytes.subarray(start, end)).buffer
    try {
      const limits = parquetLimits(bytes.length, 2 ** 29)
      for await (const batch of parquetRows({ byteLength: bytes.length, slice }, HEADER, limits)) {
        if (batch.ends.at(-1) !== batch.bytes.length) throw new Error('rows end elsewhere')
      }
    } catch (cause) {
      if (!(cause instanceof ReadFailure)) throw cause
      const { cause: inner } = cause
      const isOurs = inner instanceof ReferenceError || (inner instanceof Error && /out of memory/i.test(inner.message))
      if (isOurs || !(TRIPS.test(cause.message) || cause.kind === 'parse')) throw inner
    }
  },
}

/** All that reads what others have written. */
export function targets(): readonly Target[] {
  const ofTypes = Object.keys(bucketTypes).flatMap((type) => {
    const samples = samplesOf(`logs/${type}/objects/**/*`)
    if (samples.length === 0) throw new Error(`no samples of ${type}`)
    return [whole(type, 'k', samples), blocks(type, samples)]
  })
  const every = samplesOf('logs/*/objects/**/*')
  const ofSubscribers = [
    whole('buckets', 'k', every, true),
    whole('buckets', 'k.jsonl.gz', every, true),
    whole('security_hub', 'k', samplesOf('logs/{guardduty,custom}/objects/**/*'), true),
  ]
  return [
    ...ofTypes.filter((target) => target !== undefined),
    ...ofSubscribers,
    json,
    parquet,
    ...CONTAINERS.map((made) => container({ ...made, name: `compressed: ${made.name}` })),
  ]
}
