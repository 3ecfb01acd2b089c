/** Spans up to this many bytes are faster copied by hand than by a call into the runtime. */
const SHORT_COPY = 40

const NOTHING = Buffer.alloc(0)

/** A buffer that grows while it is written to. */
export class ByteSink {
  bytes: Buffer = NOTHING
  /** How much is written; may be set back to undo. */
  length = 0
  readonly #capacity: number
  readonly #allocate: (bytes: number) => Buffer

  /**
   * @param capacity first size, in bytes, unless more is asked for at once
   * @param allocate gives so many bytes or more. Default: fresh ones
   */
  constructor(capacity: number, allocate: (bytes: number) => Buffer = Buffer.allocUnsafeSlow) {
    this.#capacity = capacity
    this.#allocate = allocate
  }

  /** Makes room for `more` bytes after the end. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const bigger = this.#allocate(Math.max(this.length + more, this.bytes.length * 2, this.#capacity))
    this.bytes.copy(bigger, 0, 0, this.length)
    this.bytes = bigger
  }

  /** Appends `source[start, end)`. */
  copy(source: Buffer, start: number, end: number): void {
    const size = end - start
    this.reserve(size)
    const { bytes } = this
    let to = this.length
    this.length = to + size
    if (size > SHORT_COPY) source.copy(bytes, to, start, end)
    else for (let at = start; at < end; at++) bytes[to++] = source[at] as number
  }

  append(source: Buffer): void {
    this.copy(source, 0, source.length)
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** Appends text that is ASCII, such as numbers and punctuation. */
  ascii(text: string): void {
    this.reserve(text.length)
    const { bytes } = this
    let to = this.length
    for (let at = 0; at < text.length; at++) bytes[to++] = text.charCodeAt(at)
    this.length = to
  }

  /** A copy of what was written from `start` on. */
  slice(start = 0): Buffer {
    return Buffer.from(this.bytes.subarray(start, this.length))
  }
}
