import { expect, test } from 'vitest'
import { COMMA } from '../../src/bytes.ts'
import { readDelimited } from '../../src/parsers/delimited.ts'
import type { Fields } from '../../src/parsers/fields.ts'
import { takeHost, takeHosts } from '../../src/parsers/host-port.ts'

function split(take: (fields: Fields, index: number) => string | undefined, field: string) {
  let result: [string | undefined, string | undefined] = [undefined, undefined]
  readDelimited(Buffer.from(`x,${field}`), COMMA, (fields) => {
    result = [take(fields, 1), fields.text(1)]
  })
  return result
}

test.each<[string, [string | undefined, string]]>([
  ['192.0.2.1:2817', ['192.0.2.1', '2817']],
  ['2001:db8::1:2817', ['2001:db8::1', '2817']],
  ['"10.0.0.1:80"', ['10.0.0.1', '80']],
  ['host:', ['host', '']],
  ['-', [undefined, '-']],
  ['', [undefined, '']],
])('%s', (field, expected) => {
  expect(split(takeHost, field)).toEqual(expected)
})

test.each<[string, [string | undefined, string]]>([
  ['10.0.0.1:80', ['10.0.0.1', '80']],
  ['"10.0.0.1:80 2001:db8::1:81"', ['10.0.0.1 2001:db8::1', '80 81']],
  ['10.0.0.1:80 -', [undefined, '10.0.0.1:80 -']],
  ['-', [undefined, '-']],
])('a list: %s', (field, expected) => {
  expect(split(takeHosts, field)).toEqual(expected)
})

test('a field that is missing has neither host nor port', () => {
  readDelimited(Buffer.from('x'), COMMA, (fields) => {
    expect(takeHost(fields, 1)).toBeUndefined()
    expect(takeHosts(fields, 1)).toBeUndefined()
    expect(fields.texts()).toEqual(['x'])
  })
})
