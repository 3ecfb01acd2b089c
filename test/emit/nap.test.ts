import { expect, test } from 'vitest'
import { Nap } from '../../src/emit/nap.ts'

/** A queue of `places` whose reader takes a datagram in so many microseconds; how many are free after some naps. */
function freeAfterNaps(places: number, microseconds: number, naps = 30): { free: number; nap: number } {
  const nap = new Nap()
  nap.learn(places, false)
  let free = 0
  for (let n = 0; n < naps; n++) {
    free = Math.min(places, Math.max(1, Math.floor(nap.microseconds / microseconds)))
    nap.learn(free, true)
  }
  return { free, nap: nap.microseconds }
}

test.each([
  ['a reader that is faster than any nap', 11, 2, 11, 50],
  ['a brisk reader', 11, 26, 4, 120],
  ['a slow reader', 11, 130, 4, 600],
  ['a reader that is slower than any nap', 11, 5000, 1, 1000],
  ['a deep queue', 512, 26, 38, 1000],
])('%s', (_, places, microseconds, mostFree, longest) => {
  const { free, nap } = freeAfterNaps(places, microseconds)
  expect(free).toBeLessThanOrEqual(mostFree)
  expect(nap).toBeLessThanOrEqual(longest)
  expect(nap).toBeGreaterThanOrEqual(50)
})
