import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { expand } from '../../src/objects/expand.ts'
import { expandStream } from '../../src/objects/expand-stream.ts'
import { ReadFailure } from '../../src/objects/types.ts'
import { type Container, container } from './containers.ts'
import { fuzz } from './fuzz.ts'
import { targets } from './targets.ts'

const SEED = 20_240_102

test('no reader has a defect that a few hundred mutated samples show', async () => {
  expect(await fuzz(targets(), 480, SEED)).toEqual([])
}, 120_000)

/** Faults that the fuzzer must find, each in the place of a reader. */
const FAULTS: Readonly<Record<string, (bytes: Buffer) => void>> = {
  'a quote that never ends': (bytes) => expect(bytes.toString('latin1').split('"').length % 2).toBe(1),
  'a lone surrogate': (bytes) => expect(bytes.includes('\\ud800')).toBe(false),
  'an empty file': (bytes) => expect(bytes.length).toBeGreaterThan(0),
  'a number that is no number': (bytes) => expect(bytes.includes('1e999')).toBe(false),
  'much of the same': (bytes) => expect(bytes.includes('[[[[[[[[')).toBe(false),
}

test('the fuzzer finds faults that are put there', async () => {
  const samples = [Buffer.from('{"Records": [{"eventName": "a", "n": 1}]}')]
  const faulty = Object.entries(FAULTS).map(([name, read]) => ({ name, samples, read }))
  const found = await fuzz(faulty, 40_000, SEED)
  expect(found.map(({ target }) => target)).toEqual(Object.keys(FAULTS))
})

/** Faults of readers of compressed objects. */
const READERS: Readonly<Record<string, Partial<Container>>> = {
  'a truncated file is taken as whole': {
    pieces: async function* (...options) {
      try {
        yield* expandStream(...options)
      } catch (cause) {
        if (!(cause instanceof ReadFailure && cause.kind === 'unknown')) throw cause
      }
    },
  },
  'two files, one after the other, are read as one': {
    whole: (bytes, ...options) =>
      expand(bytes.subarray(0, Buffer.from(bytes).indexOf('\x1f\x8b', 2, 'latin1')), ...options),
  },
  'another reader finds more': { independent: { read: (bytes) => Buffer.concat([gunzipSync(bytes), Buffer.of(1)]) } },
  'an error of the language': {
    whole: (bytes, ...options) => {
      if ((bytes[3] ?? 0) > 31) throw new TypeError('no such flag')
      return expand(bytes, ...options)
    },
  },
}

test('the fuzzer finds faults of readers of compressed objects', async () => {
  const samples = [Buffer.concat([gzipSync('one'), gzipSync('two')])]
  const faulty = Object.entries(READERS).map(([name, fault]) => container({ name, key: 'k.gz', samples, ...fault }))
  const found = await fuzz(faulty, 4_000, SEED)
  expect(found.map(({ target }) => target)).toEqual(Object.keys(READERS))
})

test('a container without a fault shows none', async () => {
  const samples = [Buffer.concat([gzipSync('one'), gzipSync('two')])]
  expect(await fuzz([container({ name: 'gzip', key: 'k.gz', samples })], 1_000, SEED)).toEqual([])
})
