import * as messages from '../messages/json.ts'
import { notJson } from './failure.ts'
import { skipSpace } from './space.ts'
import { JsonTape, type Node } from './tape.ts'
import { Tokenizer } from './tokenizer.ts'

/** Reads JSON documents one after another into one tape, whose buffers it uses again. */
export class JsonReader {
  readonly tape = new JsonTape()
  private readonly tokenizer = new Tokenizer(this.tape)

  /** The byte behind the document read last. */
  get at(): number {
    return this.tokenizer.at
  }

  /** How much of the buffers the last document took, in bytes. */
  get used(): number {
    return this.tape.length + this.tape.count * Int32Array.BYTES_PER_ELEMENT
  }

  /**
   * Reads the one document that the bytes are; earlier ones are forgotten.
   *
   * @throws ReadFailure when they are something else, or more
   */
  document(source: Uint8Array): Node {
    const bytes = asBuffer(source)
    this.tape.clear()
    const node = this.tokenizer.read(bytes, 0)
    const behind = skipSpace(bytes, this.at)
    if (behind < bytes.length) throw notJson(messages.moreData(), bytes, behind)
    return node
  }

  /** Reads the document that starts at `from`, whatever follows it; earlier ones are forgotten. */
  next(source: Uint8Array, from: number): Node {
    this.tape.clear()
    return this.tokenizer.read(asBuffer(source), from)
  }

  /** Reads one more value, beside those that are there: what {@link replaceMember} puts into an object. */
  add(json: string): Node {
    return this.tokenizer.read(Buffer.from(json), 0)
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
