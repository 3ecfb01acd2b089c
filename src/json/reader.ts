import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import { notJson } from './failure.ts'
import { digits, readFloat } from './number.ts'
import { removeRepeatedKeys } from './repeated-keys.ts'
import * as layout from './scan-layout.ts'
import { skipSpace } from './space.ts'
import { JsonTape, NONE, type Node } from './tape.ts'

/**
 * Bytes of a source that are loaded at a time; more if a single value needs them. So a tape that holds one value of
 * many stays in the processor's caches, however large the source is.
 */
const WINDOW_BYTES = 128 * 1024
/**
 * A value that is read so near to the end of a window may continue after it: no escape, word or sign of a number is
 * longer.
 */
const MARGIN_BYTES = 16

const MISTAKES: Readonly<Record<number, () => string>> = {
  [layout.NO_VALUE]: messages.valueExpected,
  [layout.NO_NAME]: messages.nameExpected,
  [layout.NO_COLON]: messages.colonExpected,
  [layout.NO_COMMA]: messages.commaExpected,
  [layout.NO_STRING_END]: messages.unterminated,
  [layout.CONTROL_CHARACTER]: messages.controlCharacter,
  [layout.BAD_ESCAPE]: messages.badEscape,
  [layout.BAD_UNICODE_ESCAPE]: messages.badUnicodeEscape,
  [layout.BAD_UTF8]: messages.badUtf8,
  [layout.TOO_MANY_DIGITS]: () => messages.tooManyDigits(layout.MAX_DIGITS),
}
const NOTHING = Buffer.alloc(0)

/**
 * Reads JSON documents one after another into one tape, whose memory it reuses. It accepts UTF-8 bytes, and what
 * Python's `json.loads` accepts.
 */
export class JsonReader {
  readonly tape = new JsonTape()
  /** Position in the source, in bytes, after the value read last. */
  at = 0
  #source: Buffer = NOTHING
  /** The bytes of the source that are loaded. */
  #windowStart = 0
  #windowEnd = 0

  /** Bytes of memory in use. */
  get size(): number {
    return this.tape.memory.bytes.length
  }

  /**
   * Reads the bytes as one document and forgets earlier ones.
   *
   * @throws ReadFailure `parse` if they are anything else or hold more; `unknown` if they are nested too deep
   */
  document(source: Uint8Array): Node {
    this.open(source)
    const node = this.next(0)
    const after = skipSpace(this.#source, this.at)
    if (after < source.length) throw this.fail(messages.moreData(), after)
    return node
  }

  /** Opens a source, whose values {@link next} reads. The source must not change meanwhile. */
  open(source: Uint8Array): void {
    this.#source = Buffer.isBuffer(source) ? source : Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    this.#windowStart = 0
    this.#windowEnd = 0
  }

  /** Forgets the source, which may be large, while the reader is kept. */
  close(): void {
    this.open(NOTHING)
  }

  /**
   * Reads the value that starts at `from`, or after white space there, and forgets earlier ones. Anything may follow
   * it.
   *
   * @param depth the number of containers around it
   * @throws ReadFailure as {@link document}
   */
  next(from: number, depth = 0): Node {
    const { memory } = this.tape
    const start = skipSpace(this.#source, from)
    let size = WINDOW_BYTES
    for (let isCut = start < this.#windowStart || start >= this.#windowEnd; ; isCut = true) {
      memory.state[layout.TO] = 0
      memory.state[layout.COUNT] = 0
      if (isCut) {
        while (start === this.#windowStart && size <= this.#windowEnd - start) size *= 2
        this.#load(start, size)
      }
      const shift = layout.HEAP - this.#windowStart
      const status = this.#scan(start + shift, this.#windowEnd + shift, depth)
      this.at = (memory.state[layout.AT] as number) - shift
      if (this.#windowEnd === this.#source.length || this.#seen(status) + MARGIN_BYTES <= this.#windowEnd) {
        return this.#result(status, 0, this.#source, this.at)
      }
    }
  }

  /** Reads one more value and keeps the others: {@link replaceMember} puts it into an object. */
  add(json: string): Node {
    const { memory } = this.tape
    const source = Buffer.from(json)
    const at = memory.load(source, 'aside')
    const node = memory.state[layout.COUNT] as number
    const status = this.#scan(at, at + source.length, 0)
    return this.#result(status, node, source, (memory.state[layout.AT] as number) - at)
  }

  fail(what: string, at: number): ReadFailure {
    return notJson(what, this.#source, at)
  }

  #load(start: number, size: number): void {
    this.#windowStart = start
    this.#windowEnd = Math.min(this.#source.length, start + size)
    this.tape.memory.load(this.#source.subarray(start, this.#windowEnd), 'source')
  }

  #scan(from: number, end: number, depth: number): number {
    const { tape } = this
    const { memory } = tape
    const { state } = memory
    state[layout.AT] = from
    state[layout.HOLDER] = NONE
    state[layout.DEPTH] = depth
    for (let continues = false; ; continues = true) {
      const status = memory.scan(end, continues)
      if (status === layout.AT_FLOAT) readFloat(memory)
      else if (status === layout.AT_REPEATED) removeRepeatedKeys(tape)
      else return status
    }
  }

  /** @returns the offset up to which the result of a scan is final; later bytes could still change it */
  #seen(status: number): number {
    // The scan stopped before the digits (or their sign): with a point after them they are a float.
    return status === layout.TOO_MANY_DIGITS ? digits(this.#source, this.at + 1) : this.at
  }

  #result(status: number, node: Node, source: Buffer, at: number): Node {
    if (status === layout.DONE) return node
    if (status === layout.TOO_DEEP) throw new ReadFailure('unknown', messages.tooDeep(layout.MAX_DEPTH))
    const isMark = status === layout.NO_VALUE && source[at] === 0xef
    throw notJson(isMark ? messages.byteOrderMark() : (MISTAKES[status]?.() ?? ''), source, at)
  }
}

/** A reader whose memory has grown over this many bytes is not kept. */
const KEPT_BYTES = 48 << 20

/** One pool for the thread: a reader is lent for the length of a call. */
const spare: JsonReader[] = []

/** Lends a reader whose memory is warm. Neither it nor its tape may be used after `use` has returned. */
export function withReader<T>(use: (reader: JsonReader) => T): T {
  const reader = spare.pop() ?? new JsonReader()
  try {
    return use(reader)
  } finally {
    reader.close()
    if (reader.size <= KEPT_BYTES) spare.push(reader)
  }
}

/** Reads the bytes as one document. @throws ReadFailure if they are anything else */
export function withDocument<T>(source: Uint8Array, use: (tape: JsonTape, root: Node) => T): T {
  return withReader((reader) => {
    const root = reader.document(source)
    return use(reader.tape, root)
  })
}
