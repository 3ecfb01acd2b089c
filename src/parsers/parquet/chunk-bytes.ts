import * as messages from '../../messages/parquet.ts'
import { damaged } from './damaged.ts'
import type { ParquetFile } from './types.ts'

/** Bytes asked for at a time from one column: few requests, little memory. */
const WINDOW_BYTES = 1024 * 1024

/** The bytes of one column chunk, read forward through a window, so that a large row group is never held as a whole. */
export class ChunkBytes {
  readonly #file: ParquetFile
  readonly #end: number
  #window = new Uint8Array()
  #windowStart = 0
  #position: number

  /** @param start @param end the chunk's position in the file, bytes */
  constructor(file: ParquetFile, start: number, end: number) {
    if (start > end) throw damaged(messages.outsideFile())
    this.#file = file
    this.#position = start
    this.#end = end
  }

  /** Up to `length` bytes from the current position on, fewer at the end of the chunk. It does not move. */
  async peek(length: number): Promise<Uint8Array> {
    const end = Math.min(this.#position + length, this.#end)
    if (this.#position < this.#windowStart || end > this.#windowStart + this.#window.length) await this.#fill(end)
    const from = this.#position - this.#windowStart
    return this.#window.subarray(from, from + end - this.#position)
  }

  /** The next `length` bytes. */
  async take(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length)
    if (bytes.length !== length) throw damaged(messages.pageCutShort())
    this.#position += length
    if (this.#position >= this.#end) this.#window = new Uint8Array()
    return bytes
  }

  skip(length: number): void {
    this.#position += length
  }

  async #fill(needed: number): Promise<void> {
    const start = this.#position
    const end = Math.max(needed, Math.min(start + WINDOW_BYTES, this.#end))
    this.#window = new Uint8Array(await this.#file.slice(start, end))
    this.#windowStart = start
    if (this.#window.length !== end - start) throw damaged(messages.cutShort())
  }
}
