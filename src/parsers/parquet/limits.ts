import * as messages from '../../messages/parquet.ts'
import { damaged } from './damaged.ts'

/** What a file may expand to. A few bytes of Parquet can promise any number of rows and values. */
export interface ParquetLimits {
  /** Of all pages, expanded. */
  readonly maxBytes: number
  readonly maxRows: number
  /** Of all columns: values and nulls. */
  readonly maxEntries: number
  /** Of all columns and dictionaries. */
  readonly maxValues: number
  /** Of the rows as JSON. */
  readonly maxRowBytes: number
}

export const UNLIMITED: ParquetLimits = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxRows: Number.POSITIVE_INFINITY,
  maxEntries: Number.POSITIVE_INFINITY,
  maxValues: Number.POSITIVE_INFINITY,
  maxRowBytes: Number.POSITIVE_INFINITY,
}

/** Memory of the pages that are loaded at a time: one of each column. */
const MAX_HELD_BYTES = 384 * 1024 * 1024
/** No writer makes larger pages than a few megabytes. */
const MAX_PAGE_BYTES = 64 * 1024 * 1024

/** What a file has expanded to so far. Each part is counted before it is expanded. */
export class Expansion {
  readonly limits: ParquetLimits
  #bytes = 0
  #rows = 0
  #entries = 0
  #values = 0
  #rowBytes = 0
  #heldBytes = 0

  constructor(limits: ParquetLimits) {
    this.limits = limits
  }

  /** @throws ReadFailure */
  page(bytes: number): void {
    this.#bytes += bytes
    if (!(bytes >= 0 && bytes <= MAX_PAGE_BYTES)) throw damaged(messages.pageOverLimit(MAX_PAGE_BYTES))
    if (this.#bytes > this.limits.maxBytes) throw damaged(messages.overLimit())
  }

  /** @param count rows that are promised @throws ReadFailure */
  rows(count: number): void {
    this.#rows += count
    if (this.#rows > this.limits.maxRows) throw damaged(messages.tooManyRows(this.limits.maxRows))
  }

  /** @param count entries that a page promises @throws ReadFailure */
  entries(count: number): void {
    this.#entries += count
    if (this.#entries > this.limits.maxEntries) throw damaged(messages.tooManyEntries(this.limits.maxEntries))
  }

  /** @param count values that a page promises @throws ReadFailure */
  values(count: number): void {
    this.#values += count
    if (this.#values > this.limits.maxValues) throw damaged(messages.tooManyCells(this.limits.maxValues))
  }

  /** @param bytes of rows that are written @throws ReadFailure */
  written(bytes: number): void {
    this.#rowBytes += bytes
    if (this.#rowBytes > this.limits.maxRowBytes) throw damaged(messages.overLimit())
  }

  /** @param bytes about to be allocated; negative: given back @throws ReadFailure */
  hold(bytes: number): void {
    this.#heldBytes += bytes
    if (this.#heldBytes > MAX_HELD_BYTES) throw damaged(messages.tooMuchHeld(MAX_HELD_BYTES))
  }
}
