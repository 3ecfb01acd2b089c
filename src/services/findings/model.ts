import { JsonNumber, type JsonObject, type JsonValue } from '../../python/value.ts'
import { wordList } from '../../word-list.ts'
import { isoTime, pythonTime } from './time.ts'

/** The members of each structure, in order. Reading starts at `Finding`. */
export type FindingModel = Readonly<Record<'Finding', Structure> & Record<string, Structure>>

type Structure = readonly (string | readonly [name: string, shape: string])[]

/**
 * @param structures words for the members of each: a bare name is sent as it is; a name with a shape (`resources:[Resource]`)
 * is a structure, a list of structures (`[structure]`), a `timestamp`, a `double`, an `integer` or a `map`
 */
export function findingModel(structures: Readonly<Record<'Finding', string> & Record<string, string>>): FindingModel {
  const member = (word: string) => (word.includes(':') ? (word.split(':') as [string, string]) : word)
  const entries = Object.entries(structures).map(([name, words]) => [name, wordList(words).map(member)])
  return Object.fromEntries(entries) as FindingModel
}

/** Members of a finding whose time is written as ISO 8601; Python's form is used for all others. */
const ISO_MEMBERS = new Set(['createdAt', 'updatedAt'])

/** A finding with only the members of the model, in its order, and with times as text. Null members are left out. */
export function orderFinding(finding: JsonObject, model: FindingModel): JsonObject {
  const ordered = orderStructure(finding, model.Finding, model)
  for (const name of ISO_MEMBERS) {
    const time = finding.get(name)
    if (ordered.has(name)) ordered.set(name, isoTime(time ?? null))
  }
  return ordered
}

function orderStructure(value: JsonObject, structure: Structure, model: FindingModel): JsonObject {
  const ordered: JsonObject = new Map()
  for (const member of structure) {
    const [name, shape] = typeof member === 'string' ? [member] : member
    const found = value.get(name) ?? null
    if (found !== null) ordered.set(name, shape === undefined ? found : orderValue(found, shape, model))
  }
  return ordered
}

function orderValue(value: JsonValue, shape: string, model: FindingModel): JsonValue {
  if (shape === 'timestamp') return pythonTime(value)
  if (shape === 'double') return asFloat(value)
  if (shape === 'integer') return asInteger(value)
  if (shape.startsWith('[')) {
    return Array.isArray(value) ? value.map((element) => orderValue(element, shape.slice(1, -1), model)) : value
  }
  const structure = model[shape]
  return structure && value instanceof Map ? orderStructure(value, structure, model) : value
}

// Python reads a number by the service's model, however AWS writes it: a score of `7` is sent as `7.0`.

function asFloat(value: JsonValue): JsonValue {
  const number = numberOf(value)
  return number === undefined ? value : JsonNumber.float(number)
}

function asInteger(value: JsonValue): JsonValue {
  const number = numberOf(value)
  const isExact = value instanceof JsonNumber && /^-?\d+$/.test(value.text)
  return number === undefined || isExact ? value : new JsonNumber(String(BigInt(Math.trunc(number))))
}

/** @returns undefined if the value is not a finite number */
function numberOf(value: JsonValue): number | undefined {
  const text = value instanceof JsonNumber ? value.text : value
  const number = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
