import { JsonNumber, type JsonObject, type JsonValue } from '../python/value.ts'
import type { FieldValue } from '../transform/field-value.ts'

// Members of `configuration` whose type differs from resource to resource: the index of the events needs one type.
// https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html

/** What a member becomes; undefined: it cannot be made uniform. */
type Uniform = (value: JsonValue) => JsonValue | undefined

const MEMBERS: ReadonlyMap<string, Uniform> = new Map([
  ['securityGroups', lists(['groupId', 'groupName'], 'groupId')],
  ['availabilityZones', lists(['subnetId', 'zoneName'], 'zoneName')],
  ['state', named],
  ['iamInstanceProfile', named],
  ['createdTime', seconds],
])

/** `configuration` with members of one type each; those that cannot be stay, and a line tells of them. */
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

/** `Content` of an inventory has members of any name: their names are enough. */
function withoutContent(value: JsonValue): JsonValue {
  const content = value instanceof Map ? value.get('Content') : undefined
  return content instanceof Map ? new Map(value as JsonObject).set('Content', [...content.keys()]) : value
}

/**
 * An object of lists for a list of objects, or of texts. An object by itself keeps all its members, in their order.
 *
 * @param names members that are kept of the objects of a list
 * @param ofText the one that a bare text stands for
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

/** Seconds since 1970. A fraction is kept of numbers, not of texts. */
function seconds(value: JsonValue): JsonValue | undefined {
  if (value instanceof JsonNumber) return JsonNumber.float(Number(value.text))
  if (typeof value !== 'string') return undefined
  const [, time, zone] = ISO_TIME.exec(value) ?? []
  const number = time === undefined ? Number(value.trim() || Number.NaN) : Date.parse(`${time}${zone}`) / 1000
  return Number.isNaN(number) ? undefined : JsonNumber.float(number)
}
