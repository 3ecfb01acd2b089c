import { JsonNumber, type JsonObject, type JsonValue } from '../python/value.ts'
import type { FieldValue } from '../transform/field-value.ts'

// Members of `configuration` whose type differs from resource to resource: the index of the events requires one type.
// https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html

/** Makes a member uniform. @returns undefined if that is impossible */
type Uniform = (value: JsonValue) => JsonValue | undefined

const MEMBERS: ReadonlyMap<string, Uniform> = new Map([
  ['securityGroups', lists(['groupId', 'groupName'], 'groupId')],
  ['availabilityZones', lists(['subnetId', 'zoneName'], 'zoneName')],
  ['state', named],
  ['iamInstanceProfile', named],
  ['createdTime', seconds],
])

/** `configuration` with members of one type each. Those that cannot be changed stay, and a line reports them. */
export function uniformConfiguration(field: FieldValue): JsonValue | undefined {
  if (!field.isObject) return undefined
  const configuration = field.value() as JsonObject
  for (const [name, value] of configuration) {
    const uniform = MEMBERS.get(name) ?? withoutContent
    const result = uniform(value)
    if (result === undefined) field.couldNotReformat()
    else configuration.set(name, result)
  }
  return configuration
}

/** `Content` of an inventory has members of any name: only their names are kept. */
function withoutContent(value: JsonValue): JsonValue {
  const content = value instanceof Map ? value.get('Content') : undefined
  return content instanceof Map ? new Map(value as JsonObject).set('Content', [...content.keys()]) : value
}

/**
 * Makes an object of lists from a list of objects or of texts. A single object keeps all its members in order.
 *
 * @param names members that are kept of the objects of a list
 * @param ofText the member that a bare text becomes
 */
function lists(names: readonly string[], ofText: string): Uniform {
  return (value) => {
    if (value instanceof Map) return new Map(Array.from(value, ([name, member]) => [name, [member]]))
    const elements = Array.isArray(value) ? value : [value]
    if (!elements.every((element) => typeof element === 'string' || element instanceof Map)) return undefined
    const valuesOf = (name: string) =>
      elements.flatMap((element) => {
        const member = element instanceof Map ? element.get(name) : name === ofText ? element : undefined
        return member === undefined ? [] : [member]
      })
    return new Map(names.map((name) => [name, valuesOf(name)] as const).filter(([, values]) => values.length > 0))
  }
}

function named(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'string') return new Map([['name', value]])
  return value instanceof Map ? value : undefined
}

const ISO_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Seconds since 1970. Numbers keep a fraction, texts do not. */
function seconds(value: JsonValue): JsonValue | undefined {
  if (value instanceof JsonNumber) return JsonNumber.float(Number(value.text))
  if (typeof value !== 'string') return undefined
  const [, time, zone] = ISO_TIME.exec(value) ?? []
  const number = time === undefined ? Number(value.trim() || Number.NaN) : Date.parse(`${time}${zone}`) / 1000
  return Number.isNaN(number) ? undefined : JsonNumber.float(number)
}
