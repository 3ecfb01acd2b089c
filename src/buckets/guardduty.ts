import { memberAt, replaceMember } from '../json/edit.ts'
import type { JsonReader } from '../json/reader.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import * as log from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { reformat } from '../messages/event.ts'
import { notObject } from '../messages/json.ts'
import { tooManyProbes } from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import { jsonLines } from '../parsers/json-documents.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { SLASHED } from '../walker/key-forms.ts'
import { folders } from '../walker/list.ts'
import type { BucketContext } from '../walker/types.ts'
import { readDelivery } from './bus-events.ts'
import { deliveryStream } from './common.ts'
import type { BucketType, ObjectInfo, WalkRules } from './contract.ts'
import { fileInDayOfService } from './key-grammar.ts'

// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html

const SERVICE_NAME = ['service', 'serviceName'] as const
const PROBES = ['service', 'action', 'portProbeAction', 'portProbeDetails'] as const
/** Each becomes an event with all of the finding. */
const MAX_PROBES = 100_000
/** Objects that GuardDuty exports itself; all others come from a delivery stream. */
const EXPORTED = /\.jsonl(\.gz)?$/

/** Reads findings: one on each line as exported, or events of the bus. @throws ReadFailure */
export function decodeGuardDuty(content: Uint8Array, writer: EventWriter, { key }: ObjectInfo): void {
  if (EXPORTED.test(key)) readExport(content, writer)
  else readDelivery(content, writer, (reader, finding, source) => writeFinding(writer, reader, finding, source))
}

function readExport(content: Uint8Array, writer: EventWriter): void {
  jsonLines(content, (reader, finding) => {
    const { tape } = reader
    if (tape.kind(finding) !== Kind.object) throw new ReadFailure('parse', notObject())
    writeFinding(writer, reader, finding, serviceName(tape, finding))
  })
}

function serviceName(tape: JsonTape, finding: Node): string {
  const name = memberAt(tape, finding, SERVICE_NAME)
  return name !== NONE && tape.kind(name) === Kind.string ? tape.string(name) : 'guardduty'
}

/**
 * A finding with several probes becomes an event for each of them, without any other reshaping. The line about
 * reshaping comes once for the finding, and once more for the changes by the rules of all types.
 */
function writeFinding(writer: EventWriter, reader: JsonReader, finding: Node, source = 'guardduty'): void {
  const { tape } = reader
  const probes = probesOf(tape, finding)
  const options = { source, line: reformat() }
  if (probes.length < 2) writer.record(tape, finding, options)
  else writer.record(tape, finding, { ...options, reshape: false, variants: withEach(probes, reader, finding) })
}

function probesOf(tape: JsonTape, finding: Node): readonly string[] {
  const list = memberAt(tape, finding, PROBES)
  if (list === NONE || tape.kind(list) !== Kind.array) return []
  const probes: string[] = []
  for (const probe of tape.elements(list)) {
    if (probes.push(tape.json(probe)) > MAX_PROBES) throw new ReadFailure('parse', tooManyProbes(MAX_PROBES))
  }
  return probes
}

function* withEach(probes: readonly string[], reader: JsonReader, finding: Node): Generator<void> {
  for (const probe of probes) {
    replaceMember(reader, finding, PROBES, probe)
    // As in the list before: null members inside lists are kept.
    reader.tape.markForCopy(memberAt(reader.tape, finding, PROBES))
    yield
  }
}

/** Exported objects have random names: those of a day are all examined again. */
function rewindToDay(marker: string, prefix: string): { startAfter: string; line?: string } {
  const day = SLASHED.dayOf(marker.slice(prefix.length))
  const folder = day === undefined ? '' : `${prefix}${SLASHED.marker(day)}/`
  if (!folder || !marker.startsWith(folder)) return { startAfter: marker }
  return { startAfter: folder, line: messages.guardDutyRewound(folder) }
}

const EXPORT: Partial<WalkRules> = { layout: { kind: 'aws-logs', service: 'GuardDuty' }, rewind: rewindToDay }

async function resolve({ options, bucket, connection }: BucketContext): Promise<Partial<WalkRules>> {
  const exported = await folders(connection.objects, bucket, `${options.trailPrefix}AWSLogs`)
  if (exported.length > 0) return EXPORT
  log.line(messages.guardDutyByStream())
  return {}
}

/**
 * `--type guardduty`: findings, as exported if there is an `AWSLogs` folder, otherwise as a delivery stream wrote them.
 */
export const guardduty: BucketType = {
  name: 'guardduty',
  table: 'guardduty',
  ...deliveryStream,
  keys: { ...deliveryStream.keys, own: fileInDayOfService('GuardDuty', '[^/]+\\.jsonl(?:\\.gz)?') },
  head: /^\s*\{/,
  decode: decodeGuardDuty,
  resolve,
}
