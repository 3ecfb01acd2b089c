const EMPTY = new Uint8Array(0)

/** A queue of bytes that arrive in pieces. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>
  #bytes: Uint8Array = EMPTY

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]()
  }

  /** Bytes that have arrived and were not skipped. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** Waits for more bytes after {@link bytes}. @returns false at the end */
  async more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#bytes = this.#bytes.length === 0 ? value : Buffer.concat([this.#bytes, value])
    return true
  }

  /** Waits until {@link bytes} is not empty. @returns false at the end */
  async hasBytes(): Promise<boolean> {
    while (this.#bytes.length === 0) if (!(await this.more())) return false
    return true
  }

  /** Drops the first `count` bytes. */
  skip(count: number): void {
    this.#bytes = this.#bytes.subarray(count)
  }

  /** @returns all remaining bytes, as they arrive */
  async *rest(): AsyncGenerator<Uint8Array> {
    while (await this.hasBytes()) {
      const bytes = this.#bytes
      this.#bytes = EMPTY
      yield bytes
    }
  }
}
