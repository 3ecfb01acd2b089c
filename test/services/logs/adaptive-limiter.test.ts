import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { AwsFailure } from '../../../src/aws/failure.ts'
import { AdaptiveLimiter } from '../../../src/services/logs/adaptive-limiter.ts'

const throttled = () => new AwsFailure('throttled', 'ThrottlingException', 'GetLogEvents', 'Rate exceeded')

/** A service that answers when told to, and tells how many calls it had at the same time. */
function service() {
  let running = 0
  let peak = 0
  const waiting: (() => void)[] = []
  const call = async () => {
    running++
    peak = Math.max(peak, running)
    await new Promise<void>((go) => waiting.push(go))
    running--
  }
  const answerAll = async () => {
    for (let go = waiting.shift(); go; go = waiting.shift()) {
      go()
      await turn()
    }
  }
  return { call, answerAll, peak: () => peak }
}

describe('the pace of a region', () => {
  test('makes no more calls at a time than allowed', async () => {
    const { call, answerAll, peak } = service()
    const limiter = new AdaptiveLimiter({ max: 3 })
    const all = Promise.all(Array.from({ length: 10 }, () => limiter.run(call)))
    await turn()
    await answerAll()
    await all
    expect(peak()).toBe(3)
  })

  test('tries throttled calls again, with fewer at a time', async () => {
    const slower: number[] = []
    const limiter = new AdaptiveLimiter({ max: 8, delayMs: 0, onSlower: (calls) => slower.push(calls) })
    let refusals = 20
    const call = async () => {
      if (refusals-- > 0) throw throttled()
      return 'answer'
    }
    const answers = await Promise.all(Array.from({ length: 12 }, () => limiter.run(call)))
    expect(answers).toEqual(Array.from({ length: 12 }, () => 'answer'))
    expect(slower[0]).toBe(4)
  })

  test('gives up when nothing but throttling comes', async () => {
    const limiter = new AdaptiveLimiter({ max: 2, delayMs: 0, timeoutMs: 0 })
    await expect(limiter.run(() => Promise.reject(throttled()))).rejects.toThrow('Rate exceeded')
  })

  test('hands on every other failure at once, and goes on with the next call', async () => {
    const limiter = new AdaptiveLimiter({ max: 1 })
    let calls = 0
    const fails = async () => {
      calls++
      throw new AwsFailure('not-found', 'ResourceNotFoundException', 'GetLogEvents', 'gone')
    }
    await expect(limiter.run(fails)).rejects.toThrow('gone')
    expect(await limiter.run(async () => calls)).toBe(1)
  })
})
