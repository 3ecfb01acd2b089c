import { describe, expect, test } from 'vitest'
import { JsonReader } from '../../src/json/reader.ts'
import { DiscardRule } from '../../src/transform/discard.ts'

const EVENT =
  '{"name": "alice", "n": 5, "t": true, "tags": ["one", 2], "resources": [{"ARN": "arn:a"}, {"ARN": ["x", "arn:b"]}],' +
  '"deep": {"er": {"é": "caf\\u00e9\\n"}}, "lists": [[{"k": "v"}]], "dotted.name": "d"}'

describe('a rule', () => {
  test.each([
    ['name', 'ali.*', true],
    ['name', 'lice', false],
    ['name', '', true],
    ['n', '5', false],
    ['t', 'True', false],
    ['tags', '^on[ea]$', true],
    ['tags', '2', false],
    ['resources.ARN', 'arn:a', true],
    ['resources.ARN', 'arn:b', true],
    ['resources', 'arn', false],
    ['deep.er.é', 'café$', true],
    ['deep.er', '.', false],
    ['deep.er.é.more', '.', false],
    ['lists.k', 'v', true],
    ['dotted.name', 'd', false],
    ['missing', '.*', false],
  ])('on %s with %s: %s', (field, regex, expected) => {
    const reader = new JsonReader()
    const event = reader.document(Buffer.from(EVENT))
    expect(new DiscardRule({ regex, field }).matches(reader.tape, event)).toBe(expected)
  })

  test('without a field matches texts alone', () => {
    const reader = new JsonReader()
    const rule = new DiscardRule({ regex: '.*' })
    expect(rule.matches(reader.tape, reader.document(Buffer.from(EVENT)))).toBe(false)
    expect(rule.matchesText('anything')).toBe(true)
  })

  test('is none without a regular expression', () => {
    expect(DiscardRule.of({ field: 'name' })).toBeUndefined()
  })

  test('starts at the start each time', () => {
    const rule = new DiscardRule({ regex: 'a' })
    expect([rule.matchesText('ab'), rule.matchesText('ab'), rule.matchesText('ba')]).toEqual([true, true, false])
  })
})
