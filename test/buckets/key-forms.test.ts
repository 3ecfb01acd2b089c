import { expect, test } from 'vitest'
import { CONFIG_DAYS } from '../../src/buckets/config-days.ts'
import { DASHED, HIVE, type KeyForm, SLASHED, startCheck } from '../../src/walker/key-forms.ts'

test.each<[string, KeyForm, string]>([
  ['slashed', SLASHED, '2024/01/02'],
  ['dashed', DASHED, '2024-01-02'],
  ["Hive's", HIVE, 'year=2024/month=01/day=02'],
  ["Config's", CONFIG_DAYS, '2024/1/2'],
])('a %s day is written and read back', (_, form, text) => {
  expect(form.marker('20240102')).toBe(text)
  expect(form.dayOf(`${text}/03/x`)).toBe('20240102')
})

test.each<[KeyForm, string]>([
  [SLASHED, 'q/2024/01/02/x'],
  [SLASHED, '2024/1/2/x'],
  [DASHED, '2024-1-2'],
  [HIVE, '2024/01/02/x'],
  [CONFIG_DAYS, '2024/2/123/x'],
  [CONFIG_DAYS, 'ConfigWritabilityCheckFile'],
])('%# a key that starts otherwise (%s) has no day', (form, rest) => {
  expect(form.dayOf(rest)).toBeUndefined()
})

test.each([
  ['0000-00-00-00.', '2024-01-02-03.x', true],
  ['0000-00-00-00.', '2024-01-02-03x', false],
  ['0000-00-00', 'x2024-01-02', false],
  [undefined, 'whatever', true],
])('a form with the start %s takes %s: %s', (start, rest, taken) => {
  expect(startCheck({ ...SLASHED, ...(start !== undefined && { start }) })(rest)).toBe(taken)
})
