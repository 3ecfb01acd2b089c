import { readFileSync } from 'node:fs'
import koffi from 'koffi'
import { expect, test } from 'vitest'
import { returnMemory } from '../../src/emit/return-memory.ts'

const MB = 1024 * 1024
const libc = koffi.load('libc.so.6')
const malloc = libc.func('void *malloc(size_t)')
const free = libc.func('void free(void *)')
const memset = libc.func('void *memset(void *, int, size_t)')

/** Takes memory and writes to it. */
function taken(bytes: number): unknown {
  const block = malloc(bytes)
  memset(block, 1, bytes)
  return block
}

/** Megabytes that this process has in memory. */
const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024

test('a freed block of an object of 20 MB leaves the process, though a smaller one was taken after it', () => {
  returnMemory(libc)
  // By itself, glibc takes blocks of this size from its heap from now on, and keeps them when they are freed.
  free(taken(24 * MB))
  const before = residentMb()
  const large = taken(20 * MB)
  const small = taken(64 * 1024)
  expect(residentMb() - before).toBeGreaterThan(18)
  free(large)
  expect(residentMb() - before).toBeLessThan(5)
  free(small)
})
