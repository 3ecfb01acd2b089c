import { describe, expect, test } from 'vitest'
import { decimalText, floatText } from '../../src/python/numbers.ts'

describe("a float is written as by Python's repr", () => {
  test.each([
    [1_700_000_000, '1700000000.0'],
    [0.1, '0.1'],
    [-0, '-0.0'],
    [0, '0.0'],
    [1e-4, '0.0001'],
    [9.5e-5, '9.5e-05'],
    [9999999999999998, '9999999999999998.0'],
    [1e16, '1e+16'],
    [-1.5e300, '-1.5e+300'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%d', (value, expected) => {
    expect(floatText(value)).toBe(expected)
  })
})

describe("a decimal is written as by Python's str", () => {
  test.each([
    [-150n, 2, '-1.50'],
    [5n, 4, '0.0005'],
    [0n, 6, '0.000000'],
    [0n, 7, '0E-7'],
    [12n, 9, '1.2E-8'],
    [-7n, 0, '-7'],
  ])('%d with %d places', (unscaled, scale, expected) => {
    expect(decimalText(unscaled, scale)).toBe(expected)
  })
})
