import type { JsonObject, JsonValue } from '../python/value.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import type { FieldValue } from '../transform/field-value.ts'
import { DROP, FieldTable } from '../transform/fields.ts'
import { readDelivery } from './bus-events.ts'
import { deliveryStream } from './common.ts'
import type { BucketType } from './contract.ts'

// https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
// https://docs.aws.amazon.com/macie/latest/userguide/macie-classic-alerts.html

const FIELDS = new FieldTable({ service })
/**
 * The `summary` of an alert counts by names that differ from alert to alert: the index of the events requires lists.
 */
const MACIE_FIELDS = new FieldTable({ service, summary, trigger: () => DROP })

/**
 * Events of the bus (KMS, Macie, Trusted Advisor …) or flow log records, as a delivery stream writes them.
 *
 * @throws ReadFailure
 */
export function decodeCustom(content: Uint8Array, writer: EventWriter): void {
  readDelivery(content, writer, ({ tape }, detail, source) => {
    const fields = source === 'macie' ? MACIE_FIELDS : FIELDS
    writer.record(tape, detail, { fields, source })
  })
}

function service(field: FieldValue): JsonValue | undefined {
  if (!field.has('additionalInfo')) return undefined
  const value = field.value() as JsonObject
  const info = value.get('additionalInfo')
  const unusual = info instanceof Map ? info.get('unusual') : undefined
  if (!(info instanceof Map) || unusual === undefined || unusual instanceof Map) return undefined
  info.set('unusual', new Map([['value', unusual]]))
  return value
}

/**
 * Members of Macie's summary that count under names of any kind (addresses, buckets, accounts …): the contract's nine.
 * Other objects, such as `ACL`, stay objects.
 */
const COUNTS: ReadonlySet<string> = new Set([
  'Bucket',
  'DLP risk',
  'IP',
  'Location',
  'Object',
  'Owner',
  'Themes',
  'Timestamps',
  'recipientAccountId',
])

function summary(field: FieldValue): JsonValue | undefined {
  if (!field.isObject) return undefined
  const members = field.value() as JsonObject
  for (const [name, value] of members) {
    if (name === 'Events') members.set(name, eventNames(value))
    else if (COUNTS.has(name) && value instanceof Map) members.set(name, [...paths(value)])
  }
  return members
}

/** One level deeper than the other members: the counts are grouped by the name of an event. */
function eventNames(events: JsonValue): JsonValue {
  return mapValues(events, (event) => mapValues(event, (counts) => [...paths(counts)]))
}

function mapValues(value: JsonValue, change: (member: JsonValue) => JsonValue): JsonValue {
  return value instanceof Map ? new Map([...value].map(([name, member]) => [name, change(member)])) : value
}

/** The dotted paths of all values other than objects: an empty path for such a value itself, no path for `{}`. */
function* paths(value: JsonValue, names: readonly string[] = []): Generator<string> {
  if (!(value instanceof Map)) yield names.join('.')
  else for (const [name, member] of value) yield* paths(member, [...names, name])
}

/** `--type custom`: objects of a delivery stream, in folders of days. */
export const custom: BucketType = { name: 'custom', table: 'custom', ...deliveryStream, decode: decodeCustom }
