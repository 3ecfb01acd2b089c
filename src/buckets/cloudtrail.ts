import { jsonRecords } from '../parsers/json-records.ts'
import { pythonStr } from '../python/repr.ts'
import type { JsonValue } from '../python/value.ts'
import type { RecordOptions } from '../transform/contract.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import type { FieldValue } from '../transform/field-value.ts'
import { FieldTable } from '../transform/fields.ts'
import { SLASHED } from '../walker/key-forms.ts'
import type { BucketType } from './contract.ts'
import { createdDateOfName } from './dates.ts'
import { fileOfService, MINUTE } from './key-grammar.ts'

// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html

/** Members whose type differs from event to event: the index of the events requires objects. */
const FIELDS = new FieldTable({ additionalEventData: asObject, responseElements: asObject, requestParameters })

const EVENT: RecordOptions = { source: 'cloudtrail', fields: FIELDS }

/**
 * Reads CloudTrail objects: one JSON object whose `Records` are the events. An object without them (a digest) has none.
 *
 * @throws ReadFailure as the contract requires: `parse` if it is not JSON or the records are texts, otherwise
 * `decompress`
 */
export function decodeCloudTrail(content: Uint8Array, writer: EventWriter): void {
  writer.expect(content.length + (content.length >> 2))
  jsonRecords(content, 'Records', {
    record: (tape, record) => writer.record(tape, record, EVENT),
    start: () => writer.restart(),
  })
}

function asObject(field: FieldValue): JsonValue | undefined {
  return field.isObject ? undefined : new Map([['string', pythonStr(field.value())]])
}

function requestParameters(field: FieldValue): JsonValue | undefined {
  if (!field.has('disableApiTermination')) return asObject(field)
  const parameters = field.value() as Map<string, JsonValue>
  const flag = parameters.get('disableApiTermination')
  if (typeof flag === 'boolean') return parameters.set('disableApiTermination', new Map([['value', flag]]))
  if (flag !== undefined && !(flag instanceof Map)) field.couldNotReformat()
  return undefined
}

/** `--type cloudtrail`, the default. */
export const cloudtrail: BucketType = {
  name: 'cloudtrail',
  table: 'cloudtrail',
  layout: { kind: 'aws-logs', service: 'CloudTrail' },
  keys: { own: fileOfService('CloudTrail(?:-Insight|-NetworkActivity|-Aggregated)?', MINUTE) },
  form: SLASHED,
  createdDate: createdDateOfName,
  accountInEvents: true,
  head: /^\s*\{\s*"Records"\s*:/,
  decode: decodeCloudTrail,
}
