import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Gate } from '../../src/pipeline/gate.ts'

describe('Gate', () => {
  it('lets no more than its count run at once, first come first served', async () => {
    const gate = new Gate(2)
    const order: number[] = []
    let running = 0
    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        gate.run(async () => {
          expect(++running).toBeLessThanOrEqual(2)
          await sleep(1)
          running--
          order.push(n)
        }),
      ),
    )
    expect(order).toEqual([1, 2, 3, 4, 5])
  })

  it('frees the place of work that fails', async () => {
    const gate = new Gate(1)
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await gate.run(async () => 'next')).toBe('next')
  })
})
