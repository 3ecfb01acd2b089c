import { describe, expect, test } from 'vitest'
import { SLASHED } from '../../src/walker/key-forms.ts'
import { type MarkerInput, markerOf, windowStart } from '../../src/walker/marker.ts'

const base: MarkerInput = { type: {}, form: SLASHED, prefix: 'p/', today: '20240310', reparse: false, lookbackDays: 1 }
const first = 'p/2024/02/20/a'
const last = 'p/2024/03/05/b'

describe('markerOf', () => {
  test.each<[string, Partial<MarkerInput>, shown: string, startAfter: string]>([
    ['a first run starts today', {}, 'p/2024/03/10', 'p/2024/03/10'],
    ['a first run starts at the date asked for', { onlyLogsAfter: '20240101' }, 'p/2024/01/01', 'p/2024/01/01'],
    ['a later run goes on and looks back a day', { lastKey: last, oldestKey: first }, last, 'p/2024/03/04'],
    ['… or more days', { lastKey: last, oldestKey: first, lookbackDays: 5 }, last, 'p/2024/02/29'],
    ['… or none', { lastKey: last, oldestKey: first, lookbackDays: 0 }, last, last],
    ['never before the oldest row', { lastKey: last, oldestKey: 'p/2024/03/04/z' }, last, 'p/2024/03/04/z'],
    [
      'never before the date asked for',
      { lastKey: last, oldestKey: first, onlyLogsAfter: '20240305' },
      last,
      'p/2024/03/05',
    ],
    [
      'an older date changes nothing',
      { lastKey: last, oldestKey: first, onlyLogsAfter: '20230101' },
      last,
      'p/2024/03/04',
    ],
    [
      'a later date moves it on',
      { lastKey: last, oldestKey: first, onlyLogsAfter: '20240401' },
      'p/2024/04/01',
      'p/2024/04/01',
    ],
    ['a last key without a date', { lastKey: 'p/odd', oldestKey: first }, 'p/odd', 'p/odd'],
    [
      'reparse starts at the date',
      { lastKey: last, oldestKey: first, reparse: true, onlyLogsAfter: '20240302' },
      'p/2024/03/02',
      'p/2024/03/02',
    ],
    ['… or at the first file', { lastKey: last, oldestKey: first, reparse: true }, 'p/2024/02/20', 'p/2024/02/20'],
    ['… or today', { reparse: true }, 'p/2024/03/10', 'p/2024/03/10'],
  ])('%s', (_, input, shown, startAfter) => {
    expect(markerOf({ ...base, ...input })).toMatchObject({ shown, startAfter, lookbackEnd: shown })
  })

  test('lets a type rewind, and says so', () => {
    const rewind = (key: string) => ({ startAfter: key.slice(0, 13), line: 'rewound' })
    const input = { ...base, type: { rewind }, lastKey: last, oldestKey: first }
    expect(markerOf(input)).toEqual({
      shown: last,
      line: 'rewound',
      startAfter: 'p/2024/03/04',
      lookbackEnd: 'p/2024/03/05/',
    })
  })
})

describe('windowStart', () => {
  test.each<[string, Partial<MarkerInput>, string | undefined]>([
    ['nothing is kept of an empty state', {}, undefined],
    ['what the next run looks back at is kept', { lastKey: last }, 'p/2024/03/04'],
    ['nothing more without looking back', { lastKey: last, lookbackDays: 0 }, undefined],
    [
      'what a type rewinds to is kept',
      { lastKey: last, lookbackDays: 0, type: { rewind: () => ({ startAfter: 'p/2024' }) } },
      'p/2024',
    ],
    ['the earlier of both', { lastKey: last, type: { rewind: () => ({ startAfter: 'p/2024' }) } }, 'p/2024'],
  ])('%s', (_, input, kept) => {
    expect(windowStart({ ...base, ...input })).toBe(kept)
  })
})
