import { describe, expect, test } from 'vitest'
import { createdDateOfKey, createdDateOfName } from '../../src/buckets/dates.ts'

const entry = (key: string) => ({ key, size: 1, lastModified: new Date('2024-05-06T23:59:59Z') })

describe('created_date', () => {
  test.each([
    ['a/1_CloudTrail_r_20240102T0115Z_z.json.gz', { day: 20240102 }],
    ['a/1_Config_r_X_20240201T010203Z_20240202T030303Z_a.json.gz', { day: 20240202 }],
    ['a_b/odd.json.gz', { reason: 'the file name has no date' }],
    ['a/x_y_z.json', { reason: "the file name has 'y' in place of a date" }],
  ])('of the name of %s: %j', (key, date) => {
    expect(createdDateOfName(entry(key))).toEqual(date)
  })

  test.each([
    ['a/2024/01/02/x-2023-01-01', 20240102],
    ['2024-01-02-03-04', 20240102],
    ['nothing', 20240506],
  ])('of the key %s: %s', (key, date) => {
    expect(createdDateOfKey(entry(key))).toEqual({ day: date })
  })
})
