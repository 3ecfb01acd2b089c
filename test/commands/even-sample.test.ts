import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EvenSample } from '../../src/commands/plan/even-sample.ts'

test('a sample is spread evenly, starts with the first item, and is no smaller than half of what it may be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 40 }), (count, most) => {
      const sample = new EvenSample<number>(most)
      for (let n = 0; n < count; n++) sample.add(n)
      const { items } = sample
      expect(items.length).toBeLessThanOrEqual(most)
      expect(items.length).toBeGreaterThanOrEqual(Math.min(count, Math.floor(most / 2), 1))
      expect(items[0]).toBe(0)
      const stride = items[1] ?? 0
      expect(items).toEqual(items.map((_, at) => at * stride))
      // What is left at the end is no longer than a step.
      if (items.length > 1) expect(count - (items.at(-1) ?? 0)).toBeLessThanOrEqual(stride)
    }),
  )
})

test.each([
  [5, 8, [0, 1, 2, 3, 4]],
  [8, 8, [0, 1, 2, 3, 4, 5, 6, 7]],
  [9, 8, [0, 2, 4, 6, 8]],
  [20, 4, [0, 8, 16]],
])('of %i items and a most of %i it keeps %j', (count, most, kept) => {
  const sample = new EvenSample<number>(most)
  for (let n = 0; n < count; n++) sample.add(n)
  expect(sample.items).toEqual(kept)
})
