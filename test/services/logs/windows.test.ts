import { describe, expect, test } from 'vitest'
import { advance, readWindows } from '../../../src/services/logs/windows.ts'

const position = (startTime: number | null, endTime: number | null) => ({ token: 't', startTime, endTime })

describe('what is read of a stream', () => {
  test.each([
    ['never read', { start: 100, reparse: false }, [{ from: 100 }]],
    ['read before', { start: 100, reparse: false, position: position(100, 500) }, [{ from: 501 }]],
    ['nothing found before', { start: 100, reparse: false, position: position(100, 100) }, [{ from: 100 }]],
    [
      'a later date, still before the end',
      { start: 300, reparse: false, position: position(100, 500) },
      [{ from: 501 }],
    ],
    [
      'nothing but the first millisecond found before',
      { start: 100, reparse: false, position: position(100, 100), isEndSent: true },
      [{ from: 101 }],
    ],
    [
      'the same, all of it again',
      { start: 100, reparse: true, position: position(100, 100), isEndSent: true },
      [{ from: 100 }],
    ],
    ['a date after the end', { start: 900, reparse: false, position: position(100, 500) }, [{ from: 900 }]],
    [
      'an earlier date',
      { start: 50, reparse: false, position: position(100, 500) },
      [{ from: 50, to: 100, since: 50 }, { from: 501 }],
    ],
    [
      'an earlier date, begun by a run that was killed',
      { start: 50, reparse: false, position: position(100, 500), backfill: { from: 50, at: 80 } },
      [{ from: 80, to: 100, since: 50 }, { from: 501 }],
    ],
    [
      'an even earlier date after that',
      { start: 20, reparse: false, position: position(100, 500), backfill: { from: 50, at: 80 } },
      [{ from: 20, to: 100, since: 20 }, { from: 501 }],
    ],
    ['reparse', { start: 100, reparse: true, position: position(100, 500) }, [{ from: 100 }, { from: 501 }]],
    [
      'reparse from an earlier date',
      { start: 50, reparse: true, position: position(100, 500) },
      [{ from: 50, to: 100, since: 50 }, { from: 501 }],
    ],
    ['reparse of a stream never read', { start: 100, reparse: true }, [{ from: 100 }]],
    ['a row without times', { start: 100, reparse: false, position: position(null, null) }, [{ from: 100 }]],
    ['a row without a start', { start: 100, reparse: false, position: position(null, 500) }, [{ from: 501 }]],
  ])('%s', (_, options, windows) => {
    expect(readWindows(options)).toEqual(windows)
  })
})

describe('the position that is stored', () => {
  const open = { from: 501 }
  test.each([
    ['a first page', undefined, { window: { from: 100 }, lastTime: 200, isDone: false }, [100, 199]],
    ['the end of a first reading', undefined, { window: { from: 100 }, lastTime: 200, isDone: true }, [100, 200]],
    ['a first reading of nothing', undefined, { window: { from: 100 }, isDone: true }, [100, 100]],
    ['a later page', position(100, 500), { window: open, lastTime: 700, isDone: false }, [100, 699]],
    [
      'a page of the very next millisecond',
      position(100, 500),
      { window: open, lastTime: 501, isDone: false },
      [100, 500],
    ],
    ['nothing new', position(100, 500), { window: open, isDone: true }, [100, 500]],
    [
      'part of what is older',
      position(100, 500),
      { window: { from: 50, to: 100, since: 50 }, lastTime: 70, isDone: false },
      [100, 500],
    ],
    [
      'all of what is older',
      position(100, 500),
      { window: { from: 80, to: 100, since: 50 }, lastTime: 90, isDone: true },
      [50, 500],
    ],
    ['an event dated ahead', position(100, 500), { window: open, lastTime: 99_000, isDone: true }, [100, 10_000]],
    [
      'nothing new, after an end that others stored ahead',
      position(100, 99_000),
      { window: open, isDone: true },
      [100, 99_000],
    ],
    ['a row without times', position(null, null), { window: { from: 100 }, lastTime: 200, isDone: true }, [100, 200]],
  ])('after %s', (_, before, progress, [startTime, endTime]) => {
    expect(advance(before, { token: 'next', ...progress }, 10_000)).toEqual({ token: 'next', startTime, endTime })
  })
})
