const EMPTY = new Uint8Array(0)

/** Bytes that arrive in pieces, with a place to read from that the reader moves. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>
  #bytes: Uint8Array = EMPTY

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]()
  }

  /** What has arrived and was not skipped. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** Waits for more bytes behind {@link bytes}; false: there are none. */
  async more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#bytes = this.#bytes.length === 0 ? value : Buffer.concat([this.#bytes, value])
    return true
  }

  /** Makes sure that there are bytes to read; false: the end. */
  async hasBytes(): Promise<boolean> {
    while (this.#bytes.length === 0) if (!(await this.more())) return false
    return true
  }

  /** Moves on over `count` bytes that have arrived. */
  skip(count: number): void {
    this.#bytes = this.#bytes.subarray(count)
  }

  /** Everything from here on, as it arrives. */
  async *rest(): AsyncGenerator<Uint8Array> {
    while (await this.hasBytes()) {
      const bytes = this.#bytes
      this.#bytes = EMPTY
      yield bytes
    }
  }
}
