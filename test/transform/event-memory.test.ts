import { expect, test } from 'vitest'
import { keepMemory, takeMemory } from '../../src/transform/event-memory.ts'

const MIB = 2 ** 20

test('memory that was kept is taken where it is large enough', () => {
  const kept = new ArrayBuffer(MIB)
  keepMemory(kept)
  expect(takeMemory(MIB + 1).buffer).not.toBe(kept)
  expect(takeMemory(MIB).buffer).toBe(kept)
  expect(takeMemory(MIB).buffer).not.toBe(kept)
})

test('what one large object needed is not kept', () => {
  const large = new ArrayBuffer(64 * MIB)
  keepMemory(large)
  expect(takeMemory(64 * MIB).buffer).not.toBe(large)
})

test('memory of large objects is left to them, and makes room for what is kept later', () => {
  const large = new ArrayBuffer(17 * MIB)
  keepMemory(large)
  expect(takeMemory(100_000).buffer).not.toBe(large)
  expect(takeMemory(16 * MIB).buffer).toBe(large)
  keepMemory(large)
  const later = Array.from({ length: 16 }, () => new ArrayBuffer(MIB))
  for (const buffer of later) keepMemory(buffer)
  expect(takeMemory(16 * MIB).buffer).not.toBe(large)
  for (const buffer of later) expect(takeMemory(MIB).buffer).toBe(buffer)
})

test('fresh memory has room for somewhat larger objects', () => {
  expect(takeMemory(100_000).length).toBe(128 * 1024)
})
