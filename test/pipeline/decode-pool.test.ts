import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { EventBatch } from '../../src/emit/types.ts'
import { type DecodeJob, decode } from '../../src/pipeline/decode.ts'
import { DecodePool } from '../../src/pipeline/decode-pool.ts'
import { findReading } from '../../src/sources/find-reading.ts'
import { datagrams } from '../transform/recorded.ts'

const poolOf = (type: string) =>
  new DecodePool(new URL('../../dist/worker.mjs', import.meta.url), findReading({ type }))

/** A file of some events, each as long as its number. */
function jobOf(n: number): DecodeJob {
  const records = Array.from({ length: 1 + (n % 5) }, (_, at) => ({
    eventName: `e${n}-${at}`,
    pad: 'x'.repeat(n * 40),
  }))
  const zipped = gzipSync(JSON.stringify({ Records: records }), { level: 0 })
  return {
    type: 'cloudtrail',
    bucket: 'b',
    key: `k${n}.json.gz`,
    trailPrefix: '',
    bytes: new Uint8Array(zipped),
    maxObjectBytes: 2 ** 30,
    writer: { object: { bucket: 'b', logFile: `k${n}` }, debugLevel: 0 },
  }
}

test('events stay what they are while memory of others is written to again', async () => {
  const pool = poolOf('cloudtrail')
  try {
    for (let start = 0; start < 400; start += 40) {
      const numbers = Array.from({ length: 40 }, (_, at) => start + at)
      const all = await Promise.all(numbers.map(async (n) => pool.eventsOf(await pool.decode(jobOf(n)))))
      for (const [at, events] of all.entries()) {
        const [batch] = [...(events.batches as Iterable<NonNullable<ReturnType<typeof decode>['batch']>>)]
        const expected = decode(jobOf(start + at), findReading({ type: 'cloudtrail' })).batch
        expect(batch && datagrams(batch)).toEqual(expected && datagrams(expected))
        await events.close()
      }
    }
  } finally {
    await pool.close()
  }
})

test('memory of very large objects is freed with their events, that of others is kept', async () => {
  const pool = poolOf('cloudtrail')
  const freed = (megabytes: number) => {
    const bytes = Buffer.allocUnsafeSlow(megabytes * 2 ** 20)
    const batch: EventBatch = { bytes, ends: new Uint32Array(), lines: [], discarded: 0, failed: 0 }
    return pool
      .eventsOf({ batch })
      .close()
      .then(() => bytes.buffer.byteLength === 0)
  }
  expect(await freed(33)).toBe(true)
  expect(await freed(32)).toBe(false)
  await pool.close()
})

/** A file that is not read as one of events: of no event, or of a mistake. */
function textJob(text: string, n: number): DecodeJob {
  return { ...jobOf(n), type: 'custom', key: `k${n}.json`, bytes: new Uint8Array(Buffer.from(text)) }
}

test('objects without events have no memory to hand over', async () => {
  const pool = poolOf('custom')
  try {
    for (const pad of [0, 0, 70_000, 0, 0]) {
      const texts = [' '.repeat(pad), '', '\n', '']
      const all = await Promise.all(texts.map(async (text, n) => pool.eventsOf(await pool.decode(textJob(text, n)))))
      for (const events of all) {
        expect([...(events.batches as Iterable<EventBatch>)].map(({ ends }) => ends.length)).toEqual([0])
        await events.close()
      }
    }
  } finally {
    await pool.close()
  }
})

test('events weigh what they hold where single records were bad, too', async () => {
  const pool = poolOf('waf')
  const text = `{"httpRequest":{"headers":[]},"pad":"${'x'.repeat(40_000)}"}\n{oops\n`
  const events = pool.eventsOf(await pool.decode({ ...textJob(text, 0), type: 'waf' }))
  expect(events.failure?.kind).toBe('parse')
  expect(events.partial?.ends.length).toBe(1)
  expect(events.heldBytes).toBeGreaterThan(40_000)
})

describe('the main thread decodes', () => {
  const KIB = 1024
  /** @returns a pool, and a function that tells which thread decodes a job */
  function watchedPool() {
    const script = `import { parentPort } from 'node:worker_threads'
      parentPort.on('message', () => parentPort.postMessage({ failure: { kind: 'unknown', cause: 'worker' } }))`
    const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`)
    const pool = new DecodePool(url, findReading({ type: 'custom' }))
    const whereIs = async (job: DecodeJob) => ((await pool.decode(job)).failure?.cause === 'worker' ? 'worker' : 'main')
    return { pool, whereIs }
  }

  test('the first 64 KiB, and no larger object after them', async () => {
    const { pool, whereIs } = watchedPool()
    const places: string[] = []
    for (let n = 0; n < 14; n++) places.push(await whereIs(textJob(' '.repeat(5 * KIB), n)))
    expect(places).toEqual([...Array(12).fill('main'), 'worker', 'worker'])
    await pool.close()
  })

  test('objects of up to 4 KiB, however many', async () => {
    const { pool, whereIs } = watchedPool()
    const places = new Set<string>()
    for (let n = 0; n < 100; n++) places.add(await whereIs(textJob(' '.repeat(4 * KIB), n)))
    expect([...places]).toEqual(['main'])
    expect(await whereIs(textJob(' '.repeat(4 * KIB + 1), 0))).toBe('worker')
    await pool.close()
  })

  test.each([
    ['up to 512 KiB', 512 * KIB, 'main'],
    ['more, in a worker', 512 * KIB + 1, 'worker'],
  ])('small objects that expand to %s', async (_, size, place) => {
    const { pool, whereIs } = watchedPool()
    const bytes = new Uint8Array(gzipSync(' '.repeat(size)))
    expect(bytes.length).toBeLessThan(4 * KIB)
    expect(await whereIs({ ...textJob('', 0), key: 'k.gz', bytes })).toBe(place)
    await pool.close()
  })
})

describe('a worker that ends', () => {
  // Memory is taken in small pieces: V8 ends the whole process when one large piece passes the limit.
  const script = `import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ job: { key, bytes } }) => {
      if (key === 'too much') throw new Error(key)
      if (key === 'too large') for (const all = []; ; ) all.push(Array.from({ length: 100 }, (_, n) => ({ n })))
      parentPort.postMessage({ failure: { kind: 'parse', cause: key + bytes.length } })
    })`

  test.each([
    ['too much', 'Error: too much'],
    ['too large', 'it takes more memory than a single object may'],
  ])('fails the object that it decodes (%s) and no other, large or small', async (key, cause) => {
    const pool = new DecodePool(
      new URL(`data:text/javascript,${encodeURIComponent(script)}`),
      findReading({ type: 'custom' }),
    )
    const decoded = async (name: string, size = 5000) =>
      (await pool.decode({ ...textJob(' '.repeat(size), 0), key: name })).failure?.cause
    try {
      // So much is decoded on the main thread.
      await pool.decode(textJob(' '.repeat(64 * 1024), 0))
      expect(await decoded('one')).toBe('one5000')
      const others = [decoded('two'), decoded('three', 80_000), decoded('four'), decoded('five', 90_000)]
      const answers = [cause, 'two5000', 'three80000', 'four5000', 'five90000']
      expect(await Promise.all([decoded(key), ...others])).toEqual(answers)
      expect(await Promise.all([decoded('six'), decoded('seven', 80_000)])).toEqual(['six5000', 'seven80000'])
    } finally {
      await pool.close()
    }
  })
})
