import { describe, expect, test } from 'vitest'
import { JsonNumber } from '../../../src/python/value.ts'
import { isoTime, pythonTime } from '../../../src/services/findings/time.ts'

describe('times as Python shows them', () => {
  test.each([
    ['1704157931.123', '2024-01-02 01:12:11.123000+00:00', '2024-01-02T01:12:11Z'],
    ['1704157932', '2024-01-02 01:12:12+00:00', '2024-01-02T01:12:12Z'],
    ['1704000001.75', '2023-12-31 05:20:01.750000+00:00', '2023-12-31T05:20:01Z'],
    ['1704157931.9999999', '2024-01-02 01:12:12+00:00', '2024-01-02T01:12:12Z'],
    ['1.7041579311234560E9', '2024-01-02 01:12:11.123456+00:00', '2024-01-02T01:12:11Z'],
    ['0', '1970-01-01 00:00:00+00:00', '1970-01-01T00:00:00Z'],
    ['-0.5', '1969-12-31 23:59:59.500000+00:00', '1969-12-31T23:59:59Z'],
  ])('%s', (seconds, python, iso) => {
    expect(pythonTime(new JsonNumber(seconds))).toBe(python)
    expect(isoTime(new JsonNumber(seconds))).toBe(iso)
  })

  test.each([
    ['2024-01-02T01:12:11Z', '2024-01-02 01:12:11+00:00'],
    ['2024-01-02T01:12:11.1Z', '2024-01-02 01:12:11.100000+00:00'],
    ['2024-01-02 03:12:11.123456789+02:00', '2024-01-02 01:12:11.123456+00:00'],
  ])('text %s', (text, expected) => {
    expect(pythonTime(text)).toBe(expected)
  })

  test.each(['yesterday', '', null, true, new JsonNumber('1e300')])('leaves %j as it is', (value) => {
    expect(pythonTime(value)).toBe(value)
  })
})
