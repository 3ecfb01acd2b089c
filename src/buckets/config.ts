import { jsonRecords } from '../parsers/json-records.ts'
import type { RecordOptions } from '../transform/contract.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { FieldTable } from '../transform/fields.ts'
import { CONFIG_DAYS, rewindToYear, selectByDay } from './config-days.ts'
import { uniformConfiguration } from './config-shapes.ts'
import type { BucketType } from './contract.ts'
import { createdDateOfName } from './dates.ts'
import { fileOfService } from './key-grammar.ts'

// https://docs.aws.amazon.com/config/latest/developerguide/example-s3-snapshot.html

const FIELDS = new FieldTable({ configuration: uniformConfiguration })

const EVENT: RecordOptions = { source: 'config', fields: FIELDS }

/**
 * Reads histories and snapshots: one object whose `configurationItems` are the events. An object without them (a notice
 * of an oversized change) has none.
 *
 * @throws ReadFailure
 */
export function decodeConfig(content: Uint8Array, writer: EventWriter): void {
  jsonRecords(content, 'configurationItems', {
    record: (tape, item) => writer.record(tape, item, EVENT),
    start: () => writer.restart(),
  })
}

/** `--type config`: histories and snapshots of AWS Config. */
export const config: BucketType = {
  name: 'config',
  table: 'config',
  layout: { kind: 'aws-logs', service: 'Config' },
  keys: { own: fileOfService('Config', '(?:ConfigHistory|ConfigSnapshot|ChangeNotification)_') },
  form: CONFIG_DAYS,
  createdDate: createdDateOfName,
  accountInEvents: true,
  rewind: rewindToYear,
  looksBack: false,
  select: selectByDay,
  head: /^\s*\{[^[]*"(configurationItems|fileVersion|configSnapshotId)"\s*:/,
  decode: decodeConfig,
}
