import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isForeign } from '../../src/buckets/claims.ts'
import type { BucketType } from '../../src/buckets/contract.ts'
import { bucketTypes, findBucketType } from '../../src/buckets/index.ts'
import { readSample } from '../helpers/fixtures.ts'
import { OWN_KEYS, PLAIN_KEYS, STREAM_KEYS, STREAM_TYPES, UNREAD_KEYS } from './keys.ts'

const types: readonly BucketType[] = Object.values(bucketTypes)
/** Names of the types for which a key is another's. */
const foreignTo = (key: string) => types.filter(({ keys }) => isForeign(key, keys)).map(({ name }) => name)
const namesBut = (...names: readonly string[]) => types.map(({ name }) => name).filter((name) => !names.includes(name))
const keysOf = (name: string) => OWN_KEYS[name] ?? readSample(name).objects.map(({ key }) => key)
const owned = types.flatMap(({ name }) => keysOf(name).map((key) => [name, key] as const))

test.each(owned)('%s alone claims %s', (name, key) => {
  expect(findBucketType(name)?.keys.own.test(key)).toBe(true)
  expect(foreignTo(key)).toEqual(namesBut(name))
})

test.each(STREAM_KEYS)('the types that a delivery stream may write share %s', (key) => {
  expect(foreignTo(key)).toEqual(namesBut(...STREAM_TYPES))
})

test.each(UNREAD_KEYS)('no type reads %s', (key) => {
  expect(foreignTo(key)).toEqual(namesBut())
})

test.each(PLAIN_KEYS)('%s says nothing, and may be any type’s', (key) => {
  expect(foreignTo(key)).toEqual([])
})

test('a key says the same in whatever folders it lies', () => {
  const path = fc
    .array(fc.stringMatching(/^[^/]{1,12}$/), { minLength: 1, maxLength: 4 })
    .map((names) => names.join('/'))
  fc.assert(
    fc.property(path, fc.constantFrom(...owned), (folder, [name, key]) => {
      expect(foreignTo(`${folder}/${key}`)).toEqual(namesBut(name))
    }),
  )
})
