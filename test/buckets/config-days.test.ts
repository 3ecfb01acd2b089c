import { describe, expect, test } from 'vitest'
import { config } from '../../src/buckets/config.ts'
import { CONFIG_DAYS, selectByDay } from '../../src/buckets/config-days.ts'
import type { BucketOptions } from '../../src/options.ts'
import { addDays, type Day } from '../../src/walker/day.ts'
import { type MarkerInput, markerOf, windowStart } from '../../src/walker/marker.ts'
import type { PartitionState } from '../../src/walker/state-contract.ts'
import type { PartitionContext } from '../../src/walker/types.ts'

const P = 'p/'
const dayOf = (key: string) => CONFIG_DAYS.dayOf(key.slice(P.length))
const keyOf = (day: Day, name = 'a') => `${P}${CONFIG_DAYS.marker(day)}/${name}`
const entryOf = (key: string) => ({ key, size: 1, lastModified: new Date(0) })
/** `count` days, one key each, as S3 lists them. */
const daysFrom = (first: Day, count: number) => Array.from({ length: count }, (_, n) => keyOf(addDays(first, n))).sort()

interface Given {
  readonly rows?: readonly string[]
  readonly onlyLogsAfter?: Day
  readonly lookbackDays?: number
  readonly reparse?: boolean
  readonly shown?: string
}

/** Days and names of what is new, in order. */
async function taken(listing: readonly string[], given: Given): Promise<string[]> {
  const keys = new Set(given.rows)
  const { onlyLogsAfter, lookbackDays = 1, reparse = false, shown = keyOf('20240101') } = given
  const context = {
    partition: { accountId: '1', prefix: P },
    options: { onlyLogsAfter, lookbackDays, reparse } as BucketOptions,
    marker: { shown, startAfter: '', lookbackEnd: '' },
    onPassedOver: () => {},
    state: { keys: async () => [...keys].sort() } as Partial<PartitionState>,
  } as unknown as PartitionContext
  const selected = (await selectByDay(listing.map(entryOf), context)).map(({ key }) => key)
  return selected.filter((key) => reparse || !keys.has(key)).map((key) => key.slice(P.length))
}

describe('the day of a key', () => {
  test.each([
    ['p/2024/2/1/ConfigHistory/x', '20240201'],
    ['p/2024/12/31', '20241231'],
    ['p/2024/02/01/x', '20240201'],
    ['p/2024/2/123/x', undefined],
    ['p/ConfigWritabilityCheckFile', undefined],
  ])('%s', (key, day) => {
    expect(dayOf(key)).toBe(day)
  })
})

describe('the marker', () => {
  const base: MarkerInput = {
    type: config,
    form: config.form,
    prefix: P,
    today: '20250305',
    reparse: false,
    lookbackDays: 1,
  }
  test.each<[string, Partial<MarkerInput>, shown: string, startAfter: string]>([
    ['a first run lists the year', {}, 'p/2025/3/5', 'p/2025'],
    ['… of the date asked for', { onlyLogsAfter: '20240205' }, 'p/2024/2/5', 'p/2024'],
    ['a later run lists the year of the last key', { lastKey: 'p/2024/2/10/a' }, 'p/2024/2/10/a', 'p/2024'],
    ['… and what looking back reaches', { lastKey: 'p/2025/1/1/a' }, 'p/2025/1/1/a', 'p/2024'],
    ['… no more', { lastKey: 'p/2025/1/2/a' }, 'p/2025/1/2/a', 'p/2025'],
    ['… by as many days as asked', { lastKey: 'p/2025/1/9/a', lookbackDays: 9 }, 'p/2025/1/9/a', 'p/2024'],
    ['… or none', { lastKey: 'p/2025/1/1/a', lookbackDays: 0 }, 'p/2025/1/1/a', 'p/2025'],
    [
      'a later date moves it on, and is not shown',
      { lastKey: 'p/2024/9/9/a', onlyLogsAfter: '20250210' },
      'p/2024/9/9/a',
      'p/2025',
    ],
    ['a key without a date: everything', { lastKey: 'p/odd' }, 'p/odd', 'p/'],
  ])('%s', (_, input, shown, startAfter) => {
    const oldestKey = input.lastKey && 'p/2024/10/1/a'
    expect(markerOf({ ...base, oldestKey, ...input })).toEqual({ shown, startAfter, lookbackEnd: startAfter })
  })

  test.each([
    ['p/2025/3/1/a', 'p/2025'],
    ['p/2025/1/1/a', 'p/2024'],
  ])('keeps the rows of what the next run lists, %s', (lastKey, kept) => {
    expect(windowStart({ ...base, lastKey })).toBe(kept)
  })
})

describe('what is new', () => {
  test('is taken by the day', async () => {
    const listing = [keyOf('20241001'), keyOf('20240201'), keyOf('20240210'), keyOf('20240209', 'z'), keyOf('20240209')]
    expect(await taken(listing, {})).toEqual(['2024/2/1/a', '2024/2/9/z', '2024/2/9/a', '2024/2/10/a', '2024/10/1/a'])
  })

  test('is not older than the date asked for, or else than the first run', async () => {
    const listing = [keyOf('20240501'), keyOf('20240601'), keyOf('20240610')]
    expect(await taken(listing, { onlyLogsAfter: '20240601' })).toEqual(['2024/6/1/a', '2024/6/10/a'])
    expect(await taken(listing, { shown: keyOf('20240602', '') })).toEqual(['2024/6/10/a'])
    expect(await taken(listing, { rows: [keyOf('20240601', 'x')] })).toEqual(['2024/6/1/a', '2024/6/10/a'])
  })

  test('is whatever a state without gaps does not have', async () => {
    const rows = [keyOf('20240201'), keyOf('20241001')]
    expect(await taken([keyOf('20240302'), ...rows], { rows, onlyLogsAfter: '20240101' })).toEqual(['2024/3/2/a'])
  })

  test('is not what the Python module forgot: it keeps the 500 greatest keys, as text', async () => {
    // From January to June of the next year: as text, January and half of October of the first year come first.
    const all = daysFrom('20230101', 545)
    const rows = all.slice(-500)
    const after = { onlyLogsAfter: '20230101' }
    expect(all.length).toBeGreaterThan(rows.length)
    expect(await taken(all, { rows, ...after })).toEqual([])
    const last = [...rows.map((key) => dayOf(key) ?? '')].sort().at(-1) ?? ''
    const [late, next, old] = [keyOf(addDays(last, -1), 'late'), keyOf(addDays(last, 1)), keyOf('20230301', 'old')]
    expect(await taken([...all, late, next, old], { rows, ...after })).toEqual(
      [late, next].map((key) => key.slice(P.length)),
    )
  })

  test('is all of the months that the Python module forgets as soon as they are sent', async () => {
    // 20 files a day: the 500 greatest keys end in September, whatever was sent in October.
    const all = daysFrom('20240801', 80).flatMap((key) => Array.from({ length: 20 }, (_, n) => `${key}${n}`))
    const rows = [...all].sort().slice(-500)
    const found = await taken(all, { rows, onlyLogsAfter: '20240101' })
    expect(found.length).toBe(19 * 20)
    expect(found.every((key) => key.startsWith('2024/10/'))).toBe(true)
  })

  // A run that is stopped anywhere goes on from there: nothing is lost, nothing sent twice.
  test.each([1, 250, 499, 500, 501, 777, 999, 1000])('is the rest, after %i objects', async (count) => {
    const all = daysFrom('20240101', 250)
      .flatMap((key) => [`${key}1`, `${key}2`, `${key}3`, `${key}4`])
      .sort()
    const onlyLogsAfter = '20240101'
    const first = await taken(all, { onlyLogsAfter })
    expect(first).toHaveLength(1000)
    const rows = first.slice(0, count).map((key) => P + key)
    expect(await taken(all, { rows, onlyLogsAfter })).toEqual(first.slice(count))
  })

  test('is everything when reparsing', async () => {
    const all = daysFrom('20240101', 3)
    expect(await taken(all, { rows: all, reparse: true })).toHaveLength(3)
  })
})
