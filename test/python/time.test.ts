import { describe, expect, test } from 'vitest'
import { dateText, datetimeText, isDate, timeText } from '../../src/python/time.ts'

describe("a point in time is written as by Python's str", () => {
  test.each([
    [1_704_164_645, 678_000, '+00:00', '2024-01-02 03:04:05.678000+00:00'],
    [0, 0, '', '1970-01-01 00:00:00'],
    [-1, 999_999, '', '1969-12-31 23:59:59.999999'],
  ])('%d seconds and %d microseconds', (seconds, micros, zone, expected) => {
    expect(datetimeText(seconds, micros, zone)).toBe(expected)
  })
})

test("a time of day is written as by Python's str", () => {
  expect(timeText(3723, 400_000)).toBe('01:02:03.400000')
  expect(timeText(86_399, 0)).toBe('23:59:59')
})

test("dates have the bounds of Python's dates", () => {
  expect([dateText(-719_162), dateText(19_782), dateText(2_932_896)]).toEqual([
    '0001-01-01',
    '2024-02-29',
    '9999-12-31',
  ])
  expect([-719_163, -719_162, 2_932_896, 2_932_897].map(isDate)).toEqual([false, true, true, false])
})

test('dates are those of the calendar, in every month of 400 years and around the ends of centuries', () => {
  const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
  const days = Array.from({ length: 146_097 / 7 }, (_, week) => 7 * week - 73_000)
  const ends = Array.from({ length: 99 }, (_, century) => Date.UTC(100 * (century + 1), 1, 28) / 86_400_000)
  const around = ends.flatMap((day) => [day, day + 1, day + 2]).filter((day) => isDate(day))
  for (const day of [...days, ...around]) expect(dateText(day)).toBe(dateOf(day))
})
