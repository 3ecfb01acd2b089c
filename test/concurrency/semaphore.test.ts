import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Semaphore } from '../../src/concurrency/semaphore.ts'

describe('Semaphore', () => {
  test('lets no more than its count run at once, first come first served', async () => {
    const semaphore = new Semaphore(2)
    const order: number[] = []
    let running = 0
    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        semaphore.run(async () => {
          expect(++running).toBeLessThanOrEqual(2)
          await sleep(1)
          running--
          order.push(n)
        }),
      ),
    )
    expect(order).toEqual([1, 2, 3, 4, 5])
  })

  test('frees the place of work that fails', async () => {
    const semaphore = new Semaphore(1)
    await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await semaphore.run(async () => 'next')).toBe('next')
  })
})
