import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DASHED, HIVE, type KeyForm, SLASHED } from '../../src/walker/key-forms.ts'
import { planLookback } from '../../src/walker/lookback.ts'
import type { PartitionState } from '../../src/walker/state-contract.ts'
import type { Segment } from '../../src/walker/types.ts'

const P = 'p/'
const NOW = Date.parse('2024-01-02T12:00:00Z')
const HOUR_MS = 3_600_000

/** A state that holds these keys. @param lookedBackAt when the window was listed as a whole last */
function stateOf(rows: readonly string[], lookedBackAt: number | undefined): PartitionState {
  const keys = rows.toSorted()
  const within = (from: string, to: string) => keys.filter((key) => key >= from && key <= to)
  return {
    lastKey: keys.at(-1),
    lookedBackAt: async () => lookedBackAt,
    firstIn: async (from, to) => within(from, to)[0],
    lastIn: async (from, to) => within(from, to).at(-1),
    hasMoreThan: async (count, from) => keys.filter((key) => key >= from).length > count,
  } as Partial<PartitionState> as PartitionState
}

const minute = (n: number) => `${String(Math.floor(n / 60)).padStart(2, '0')}${String(n % 60).padStart(2, '0')}`
/** CloudTrail's keys of a day, one a minute up to a time. */
const trail = (to: number, stem = 'a_CloudTrail_r_') =>
  Array.from({ length: to }, (_, n) => `${P}2024/01/02/${stem}20240102T${minute(n)}Z_x.json.gz`)

async function segmentsOf(rows: readonly string[], lookedBackAt?: number, form: KeyForm = SLASHED) {
  const last = rows.toSorted().at(-1) ?? ''
  const marker = { shown: last, startAfter: `${P}${form.marker('20240101')}`, lookbackEnd: last }
  return planLookback(marker, { prefix: P }, form, stateOf(rows, lookedBackAt), NOW)
}

const WHOLE = [{ startAfter: 'p/2024/01/01' }]

describe('what of a look-back window is listed', () => {
  test('a window of one page is listed as a whole by every run, and not noted', async () => {
    expect(await segmentsOf(trail(1000), NOW)).toEqual({ segments: WHOLE })
  })

  test.each([
    ['never', undefined],
    ['an hour ago', NOW - HOUR_MS],
    ['in the future, by a clock that was wrong', NOW + 1],
  ])('a larger window that was listed as a whole %s is listed as a whole, and noted', async (_, lookedBackAt) => {
    expect(await segmentsOf(trail(1001), lookedBackAt)).toEqual({ segments: WHOLE, lookedBackAt: NOW })
  })

  const recent = NOW - HOUR_MS + 1
  test('a larger window that was listed less than an hour ago is listed from an hour before the last key', async () => {
    const { segments, lookedBackAt } = await segmentsOf(trail(1081), recent)
    expect(segments).toEqual([{ startAfter: 'p/2024/01/02/a_CloudTrail_r_20240102T1700' }])
    expect(lookedBackAt).toBeUndefined()
  })

  test('shortly after midnight the last hour reaches into the folder of the day before', async () => {
    const before = trail(1001).map((key) => key.replaceAll('0102T', '0101T').replace('01/02', '01/01'))
    const rows = [...before, `${P}2024/01/02/a_CloudTrail_r_20240102T0010Z_x.json.gz`]
    expect((await segmentsOf(rows, recent)).segments).toEqual([
      // The newest key of the day before is older than an hour: what is behind it is new.
      { startAfter: 'p/2024/01/01/a_CloudTrail_r_20240101T1640Z_x.json.gz', until: 'p/2024/01/01/a_CloudTrail_r_:' },
      { startAfter: 'p/2024/01/02/a_CloudTrail_r_' },
    ])
  })

  test('each load balancer has a segment of its own, which starts no later than its newest key', async () => {
    const rows = [...trail(1200, 'app.a_'), ...trail(30, 'app.late_'), ...trail(1081, 'net.b_')]
    expect((await segmentsOf(rows, recent)).segments).toEqual([
      { startAfter: 'p/2024/01/02/app.a_20240102T1700', until: 'p/2024/01/02/app.a_:' },
      { startAfter: 'p/2024/01/02/app.late_20240102T0029Z_x.json.gz', until: 'p/2024/01/02/app.late_:' },
      { startAfter: 'p/2024/01/02/net.b_20240102T1700' },
    ])
  })

  test.each<[string, KeyForm, (n: number) => string, string]>([
    ['folders of hours', SLASHED, (n) => `${P}2024/01/02/${minute(n).slice(0, 2)}/x-${n}`, 'p/2024/01/02/15'],
    [
      "Hive's folders of hours",
      HIVE,
      (n) => `${P}year=2024/month=01/day=02/hour=${minute(n).slice(0, 2)}/x-${n}`,
      'p/year=2024/month=01/day=02/hour=15',
    ],
    [
      'access logs',
      DASHED,
      (n) => `${P}2024-01-02-${minute(n).slice(0, 2)}-${minute(n).slice(2)}-09-ABC`,
      'p/2024-01-02-15-40-09',
    ],
  ])('the last hour of %s starts an hour earlier', async (_, form, keyOf, startAfter) => {
    const rows = Array.from({ length: 1001 }, (__, n) => keyOf(n))
    expect((await segmentsOf(rows, recent, form)).segments).toEqual([{ startAfter }])
  })

  test('keys that tell no time are looked at from the marker on', async () => {
    const rows = Array.from({ length: 1001 }, (_, n) => `${P}2024/01/02/${String(n).padStart(4, '0')}`)
    expect((await segmentsOf(rows, recent)).segments).toEqual([{ startAfter: 'p/2024/01/02/1000' }])
  })

  test('more than twenty names before the time are listed as a day', async () => {
    const rows = Array.from({ length: 21 }, (_, n) => trail(90, `app.${String(n).padStart(2, '0')}_`)).flat()
    expect((await segmentsOf(rows, recent)).segments).toEqual([{ startAfter: 'p/2024/01/02/' }])
  })
})

test('segments never meet, and hold every key that comes in before the newest one of its name', async () => {
  const stem = fc.constantFrom('a_', 'a_1_', 'a_1', 'app.b.', 'B', '', '9_')
  const stems = fc.uniqueArray(stem, { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(stems, fc.integer({ min: 1, max: 1439 }), async (names, end) => {
      const rows = names.flatMap((name) => trail(end, name))
      const { segments } = await segmentsOf([...rows, ...trail(1100, 'filler_')], NOW - 1)
      expect(segments.length).toBeGreaterThan(0)
      expect(segments).toEqual(segments.toSorted((a, b) => (a.startAfter < b.startAfter ? -1 : 1)))
      for (const [n, { until }] of segments.entries()) {
        const next = segments[n + 1]
        if (next) expect(until !== undefined && until <= next.startAfter).toBe(true)
      }
      for (const name of names) {
        const late = `${P}2024/01/02/${name}20240102T${minute(Math.min(1439, end))}Z_z.json.gz`
        expect([late, segments.filter((segment) => holds(segment, late)).length]).toEqual([late, 1])
      }
    }),
  )
})

function holds({ startAfter, until }: Segment, key: string): boolean {
  return key > startAfter && (until === undefined || key < until)
}
