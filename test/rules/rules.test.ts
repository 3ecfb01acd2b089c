import { expect, test } from 'vitest'
import { readSample, sampleTypes } from '../helpers/fixtures.ts'
import { BASE_RULES, INSPECTOR_RULES, RULES } from './amazon-rules.ts'
import { expectToFire, fires } from './fires.ts'
import { type DecodedEvent, decodeAsManager, MOST_FIELDS } from './manager-decoder.ts'
import { eventsOf, SAMPLES } from './samples.ts'

/** The events of the type's samples in `fixtures/logs`. */
function fixtureEvents(type: string): DecodedEvent[] {
  const { objects, argv, expected } = readSample(type)
  const prefix = argv.includes('--trail_prefix') ? `${argv[argv.indexOf('--trail_prefix') + 1]}/` : ''
  const read = objects.filter(({ key }) => expected.some((event) => event.includes(JSON.stringify(key))))
  return read.flatMap(({ key, bytes }) => eventsOf(type, key, bytes, prefix))
}

const fixtures = new Map(sampleTypes().map((type) => [type, fixtureEvents(type)]))
const all = [...fixtures.values(), ...SAMPLES.map((sample) => eventsOf(...sample))].flat()
const ids = Object.keys(RULES).map(Number)

test.each(ids.filter((id) => !INSPECTOR_RULES.includes(id)))(
  'rule %i of the manager fires on a sample event, which has all fields that its alert prints',
  (id) => expectToFire(id, all),
)

test.each([...fixtures.keys()])('every sample event of type %s fires the rule of its type', (type) => {
  const events = fixtures.get(type) ?? []
  expect(events.length).toBeGreaterThan(0)
  expect(events.filter((event) => !fires(BASE_RULES[type] ?? 80200, event))).toEqual([])
  expect(Math.max(...events.map((event) => event.size))).toBeLessThan(MOST_FIELDS)
})

test('a rule does not fire on an event that lacks a field, or has another value in it', () => {
  const event = (aws: object) => decodeAsManager(`1:Wazuh-AWS:${JSON.stringify({ integration: 'aws', aws })}`)
  expect(fires(80402, event({ source: 'vpc', action: 'REJECT' }))).toBe(true)
  expect(fires(80402, event({ source: 'vpc', action: 'ACCEPT' }))).toBe(false)
  expect(fires(80402, event({ source: 'vpc', Action: 'REJECT' }))).toBe(false)
  expect(fires(80402, event({ action: 'REJECT' }))).toBe(false)
})

test('the manager sees nested members by dotted names, lists as text, and no more than 256 fields', () => {
  const event = { a: { b: { c: 'x' }, n: [1, { d: 2 }], none: null, yes: true }, i: 7, f: 7.5, big: 2 ** 31 }
  expect([...decodeAsManager(`1:Wazuh-AWS:${JSON.stringify(event)}`)]).toEqual([
    ['a.b.c', 'x'],
    ['a.n', '[1,{"d":2}]'],
    ['a.none', 'null'],
    ['a.yes', 'true'],
    ['i', '7'],
    ['f', '7.500000'],
    ['big', '2147483648.000000'],
  ])
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, n]))
  expect(decodeAsManager(JSON.stringify(many)).size).toBe(256)
})
