import { expect } from 'vitest'
import { RULES, type Rule } from './amazon-rules.ts'
import type { DecodedEvent } from './manager-decoder.ts'

/** The rule and all those that have to fire before it. */
function chainOf(id: number): Rule[] {
  const rule = RULES[id]
  if (!rule) throw new Error(`there is no rule ${id}`)
  return [...(rule.parent === undefined ? [] : chainOf(rule.parent)), rule]
}

/** Whether an event has the fields that the rule, and those before it, match on. */
export function fires(id: number, event: DecodedEvent): boolean {
  const fields = chainOf(id).flatMap((rule) => Object.entries(rule.fields ?? {}))
  return fields.every(([name, pattern]) => pattern.test(event.get(name) ?? ''))
}

/** Asserts that the rule fires on an event that also has what its alert prints. */
export function expectToFire(id: number, events: readonly DecodedEvent[]): void {
  const fired = events.filter((event) => fires(id, event))
  expect(fired.length).toBeGreaterThan(0)
  const prints = RULES[id]?.prints ?? []
  // As few as an event lacks.
  const missing = fired.map((event) => prints.filter((name) => !event.has(name)))
  expect(missing.sort((a, b) => a.length - b.length)[0]).toEqual([])
}
