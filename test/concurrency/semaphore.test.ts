import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Semaphore } from '../../src/concurrency/semaphore.ts'

describe('Semaphore', () => {
  test('lets exactly as many run at once as it has permits, first come first served', async () => {
    const semaphore = new Semaphore(2)
    const started: number[] = []
    const runningAtStart: number[] = []
    let running = 0
    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        semaphore.run(async () => {
          started.push(n)
          runningAtStart.push(++running)
          await sleep(1)
          running--
        }),
      ),
    )
    expect(started).toEqual([1, 2, 3, 4, 5])
    expect(runningAtStart.slice(0, 2)).toEqual([1, 2])
    expect(Math.max(...runningAtStart)).toBe(2)
  })

  test('frees the permit of work that fails', async () => {
    const semaphore = new Semaphore(1)
    await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await semaphore.run(async () => 'next')).toBe('next')
  })
})
