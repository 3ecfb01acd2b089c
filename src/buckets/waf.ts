import { memberAt, replaceMember } from '../json/edit.ts'
import type { JsonReader } from '../json/reader.ts'
import { Kind, NONE, type Node } from '../json/tape.ts'
import * as messages from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import { jsonLines } from '../parsers/json-documents.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { wordList } from '../word-list.ts'
import { deliveryStream } from './common.ts'
import type { BucketType, ObjectInfo } from './contract.ts'
import { splitByWebAcl } from './web-acls.ts'

// https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html

const HEADERS = ['httpRequest', 'headers'] as const

/**
 * Request headers that are kept: those of the standards, and those that proxies and browsers add. All others are chosen
 * by clients, and each would add a field to the index of the events. Content-MD5 and Accept-Datetime are missing
 * because the contract leaves them out.
 *
 * @see https://www.iana.org/assignments/http-fields
 */
const STANDARD_HEADERS: ReadonlySet<string> = new Set(
  wordList(`
  a-im accept accept-charset accept-encoding accept-language access-control-request-headers
  access-control-request-method authorization cache-control connection content-encoding content-length content-type
  cookie date expect forwarded from host http2-settings if-match if-modified-since if-none-match if-range
  if-unmodified-since max-forwards origin pragma prefer proxy-authorization range referer te trailer
  transfer-encoding upgrade user-agent via warning x-forwarded-for x-forwarded-host x-forwarded-proto
  x-requested-with`),
)

/** Reads lines of events. A bad line or event does not prevent reading the others; the run decides about it. */
export function decodeWaf(content: Uint8Array, writer: EventWriter, { key }: ObjectInfo): void {
  const name = key.slice(key.lastIndexOf('/') + 1)
  jsonLines(
    content,
    (reader, event) => {
      if (!nameHeaders(reader, event)) {
        const line = messages.unexpectedStructure(key)
        writer.badRecord(new ReadFailure('structure', messages.noHeaders(), { line }))
      }
      if (reader.tape.kind(event) === Kind.object) writer.record(reader.tape, event, { source: 'waf' })
    },
    ({ message }) => writer.badRecord(new ReadFailure('parse', message, { line: messages.eventsNotLoaded(name) })),
  )
}

/** Makes an object of the list of headers. @returns false if the event lacks the list */
function nameHeaders(reader: JsonReader, event: Node): boolean {
  const { tape } = reader
  const list = memberAt(tape, event, HEADERS)
  if (list === NONE || tape.kind(list) !== Kind.array) return false
  const members: string[] = []
  for (const header of tape.elements(list)) {
    const name = memberAt(tape, header, ['name'])
    if (name === NONE || tape.kind(name) !== Kind.string) return false
    if (!STANDARD_HEADERS.has(tape.string(name).toLowerCase())) continue
    const value = memberAt(tape, header, ['value'])
    if (value === NONE) return false
    members.push(`${tape.json(name)}:${tape.json(value)}`)
  }
  replaceMember(reader, event, HEADERS, `{${members.join()}}`)
  return true
}

/** `--type waf`: logs of web ACLs, written by a delivery stream or by WAF itself. */
export const waf: BucketType = {
  name: 'waf',
  table: 'waf',
  ...deliveryStream,
  split: splitByWebAcl,
  keys: { ...deliveryStream.keys, own: /(?:^|\/)(?:aws-waf-logs-|\d{12}_waflogs_)[^/]*$/ },
  head: /^\s*\{\s*"timestamp"\s*:\s*\d+,\s*"formatVersion"/,
  decode: decodeWaf,
}
