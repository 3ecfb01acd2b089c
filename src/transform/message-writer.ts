import { HEADER } from '../emit/types.ts'
import { withDocument } from '../json/reader.ts'
import * as messages from '../messages/event.ts'
import type { BatchBuilder } from './batch-builder.ts'
import type { DiscardRule } from './discard.ts'
import type { DiscardLog } from './discard-log.ts'

/** Makes datagrams of texts that are sent without an envelope. */
export class MessageWriter {
  readonly #batch: BatchBuilder
  readonly #discards: DiscardLog

  constructor(batch: BatchBuilder, discards: DiscardLog) {
    this.#batch = batch
    this.#discards = discards
  }

  message(text: string): void {
    if (this.#isDiscarded(text)) return
    const { sink } = this.#batch
    const start = sink.length
    sink.ascii(HEADER)
    sink.reserve(text.length * 3)
    sink.length += sink.bytes.write(text, sink.length)
    this.#batch.complete(start, text)
  }

  /** Matches a JSON message by its field alone, any other as a text. */
  #isDiscarded(text: string): boolean {
    const { rule, isWatching } = this.#discards
    if (!isWatching) return false
    const isMatch = fieldMatches(rule, text)
    if (isMatch !== undefined) return this.#discards.byField(isMatch)
    this.#batch.line(3, messages.noJsonObject())
    return this.#discards.byText(text)
  }
}

/** @returns true if the field of a JSON message matches; undefined if the message is not JSON */
function fieldMatches(rule: DiscardRule | undefined, text: string): boolean | undefined {
  try {
    return withDocument(Buffer.from(text), (tape, root) => rule?.matches(tape, root) ?? false)
  } catch {
    return undefined
  }
}
