import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DatedAhead, datedAhead, wasSentAhead } from '../../../src/services/logs/dated-ahead.ts'
import { advance } from '../../../src/services/logs/windows.ts'

const NOW = 1000
const window = { from: 501 }
const known = { to: 1500, ingested: 900 }

describe('what is known to be sent although it is dated ahead', () => {
  test.each([
    ['at the end of a reading that reached no such event', undefined, { lastTime: 700, isDone: true }, 700, undefined],
    ['at the end of one that did', undefined, { lastTime: 1200, isDone: true }, NOW, { to: 1200, ingested: 990 }],
    ['at a page that ends ahead', undefined, { lastTime: 1200, isDone: false }, NOW, { to: 1199, ingested: 990 }],
    ['at a page before those that are known', known, { lastTime: 700, isDone: false }, 699, known],
    ['at the end of a reading before those', known, { lastTime: 700, isDone: true }, 700, { to: 1500, ingested: 990 }],
    [
      'at the end of a reading of nothing',
      known,
      { lastTime: undefined, isDone: true },
      500,
      { to: 1500, ingested: 990 },
    ],
    ['when their time has come', known, { lastTime: 1600, isDone: true }, 1600, undefined],
  ] as const)('%s', (_, before, { lastTime, isDone }, endTime, after) => {
    expect(datedAhead(before, { window, lastTime, token: 't', isDone }, endTime, 990)).toEqual(after)
  })

  test('stays while older events are read', () => {
    const step = { window: { from: 1, to: 100 }, lastTime: 50, token: 't', isDone: true }
    expect(datedAhead(known, step, NOW, 990)).toBe(known)
  })
})

test('runs that see events dated ahead, old and new, send each of them once', () => {
  /** When an event is taken in, in steps of time, and how far ahead of that it is dated. */
  const arrivals = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 120 })), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(arrivals, fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }), (given, times) => {
      const events = given.map(([ingestionTime, ahead], id) => ({
        timestamp: ingestionTime + ahead,
        ingestionTime,
        message: String(id),
      }))
      const sent: string[] = []
      let position = undefined as ReturnType<typeof advance> | undefined
      let ahead: DatedAhead | undefined
      let ingested: number | null = null
      for (const now of [...times, 500].sort((a, b) => a - b)) {
        const from = position?.endTime == null ? 0 : position.endTime + 1
        const found = events.filter(
          (event) => event.ingestionTime < now && event.timestamp >= from && !wasSentAhead(event, ahead),
        )
        sent.push(...found.map(({ message }) => message))
        const lastTime = found.length === 0 ? undefined : Math.max(...found.map(({ timestamp }) => timestamp))
        for (const event of found) ingested = Math.max(ingested ?? 0, event.ingestionTime)
        const step = { window: { from }, lastTime, token: 't', isDone: true }
        position = advance(position, step, now)
        ahead = datedAhead(ahead, step, position.endTime, ingested)
      }
      // Those that are dated ahead of nothing sent yet; late ones are found otherwise.
      expect(sent).toHaveLength(new Set(sent).size)
      const late = events.filter(({ message }) => !sent.includes(message))
      for (const { timestamp } of late) expect(timestamp).toBeLessThanOrEqual(position?.endTime ?? 0)
    }),
  )
})
