import { afterEach, beforeEach, vi } from 'vitest'
import { TIMEOUT_MS } from '../../src/python/regex/watched.ts'

/** Lets a regular expression have a twentieth of its time for a text, in each test that follows. */
export function shortenWatch(): void {
  beforeEach(() => {
    const wait: (array: Int32Array, at: number, value: number, timeoutMs?: number) => string = Atomics.wait
    const briefly: typeof wait = (array, at, value, timeoutMs) =>
      wait(array, at, value, timeoutMs === TIMEOUT_MS ? TIMEOUT_MS / 20 : timeoutMs)
    // Its type has a second form, for arrays of bigint, that nobody calls.
    vi.spyOn(Atomics, 'wait').mockImplementation(briefly as typeof Atomics.wait)
  })
  afterEach(() => void vi.restoreAllMocks())
}
