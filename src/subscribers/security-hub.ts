import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { objectOf } from '../json/value.ts'
import * as messages from '../messages/subscriber.ts'
import { ReadFailure } from '../objects/types.ts'
import { jsonStream } from '../parsers/json-documents.ts'
import type { JsonObject } from '../python/value.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import { wordList } from '../word-list.ts'
import { QUEUE, type SubscriberType } from './contract.ts'

// Security Hub's events on the event bus, stored in S3 by a Firehose:
// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html

/** Members of `detail` that are passed on, in this order, after the finding. */
const MEMBERS = wordList('actionName actionDescription insightName insightArn resultType insightResults')

/** @throws ReadFailure `parse` if it is not JSON, `structure` if the JSON is not an event of the bus */
function decodeFindings(content: Uint8Array, writer: EventWriter): void {
  jsonDocuments(content, (tape, root) => {
    const detail = tape.find(root, 'detail')
    if (detail === NONE || tape.kind(detail) !== Kind.object) throw new ReadFailure('structure', messages.noDetail())
    for (const event of eventsOf(objectOf(tape, root), objectOf(tape, detail))) writer.object(event)
  })
}

/** Makes one event for each finding, or one event for an insight without findings. */
function eventsOf(busEvent: JsonObject, detail: JsonObject): JsonObject[] {
  const findings = detail.get('findings')
  const common = MEMBERS.flatMap((name) => (detail.has(name) ? [[name, detail.get(name) ?? null] as const] : []))
  const event = (finding: JsonObject): JsonObject =>
    new Map([['source', 'securityhub'], ['detail_type', busEvent.get('detail-type') ?? null], ...finding, ...common])
  if (!Array.isArray(findings) || findings.length === 0) return [event(new Map())]
  return findings.map((finding) => event(new Map([['finding', finding]])))
}

function jsonDocuments(content: Uint8Array, use: (tape: JsonTape, root: Node) => void): void {
  try {
    jsonStream(content, ({ tape }, root) => use(tape, root))
  } catch (cause) {
    if (!(cause instanceof ReadFailure) || cause.kind !== 'parse') throw cause
    throw new ReadFailure('parse', cause.message, { line: messages.hubWithoutJson(), cause })
  }
}

export const securityHub: SubscriberType = {
  name: 'security_hub',
  required: [QUEUE],
  reading: {
    kind: 'whole',
    formatOf: (_content, { writer: { object } }) => ({
      decode: decodeFindings,
      writer: { reshape: false, object: object && { bucket: object.bucket, logFile: object.logFile } },
    }),
  },
}
