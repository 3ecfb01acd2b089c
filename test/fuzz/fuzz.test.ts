import { expect, test } from 'vitest'
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
