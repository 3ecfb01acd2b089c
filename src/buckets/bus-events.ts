import { OPEN_BRACE } from '../bytes.ts'
import type { JsonReader } from '../json/reader.ts'
import { skipSpace } from '../json/space.ts'
import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { asText } from '../objects/text.ts'
import { jsonStream } from '../parsers/json-documents.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { readFlowLog } from './vpcflow.ts'

// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html

/**
 * Macie writes its coordinates with leading zeros, which JSON does not allow. A text cannot contain a bare `"lat":`.
 */
const COORDINATE = /("(?:lat|lon)":\s*-?)0+(?=\d)/g

/**
 * Takes the detail of an event of the bus.
 *
 * @param source the service, such as `kms`; undefined if the event does not name it
 */
export type OnDetail = (reader: JsonReader, detail: Node, source: string | undefined) => void

/**
 * Reads an object that a delivery stream wrote: events of the bus, one after another, or flow log records if the object
 * does not start with an event. Events without detail are left out and reported.
 *
 * @throws ReadFailure
 */
export function readDelivery(content: Uint8Array, writer: EventWriter, onDetail: OnDetail): void {
  const start = skipSpace(content, 0)
  if (content[start] === OPEN_BRACE) readEvents(content, writer, onDetail)
  else if (start < content.length) readFlowLog()(asText(content), writer)
}

function readEvents(content: Uint8Array, writer: EventWriter, onDetail: OnDetail): void {
  let leftOut = 0
  jsonStream(withCoordinates(content), (reader, event) => {
    const { tape } = reader
    const detail = tape.find(event, 'detail')
    if (detail === NONE || tape.kind(detail) !== Kind.object) leftOut++
    else onDetail(reader, detail, sourceOf(tape, event))
  })
  // An object without any event is reported as a whole.
  if (leftOut > 0 && !writer.foundNothing) writer.withoutDetail(leftOut)
}

/** The service without `aws.`, wherever that occurs, as the contract requires. */
function sourceOf(tape: JsonTape, event: Node): string | undefined {
  const source = tape.find(event, 'source')
  if (source === NONE || tape.kind(source) !== Kind.string) return undefined
  return tape.string(source).replaceAll('aws.', '')
}

function withCoordinates(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (!bytes.includes('"lat":')) return bytes
  return Buffer.from(bytes.toString('latin1').replace(COORDINATE, '$1'), 'latin1')
}
