import type { ColumnMetaData, DecodedArray, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import * as messages from '../../messages/parquet.ts'
import { crc32 } from '../../objects/inflate.ts'
import { ChunkBytes } from './chunk-bytes.ts'
import { damaged } from './damaged.ts'
import type { Expansion } from './limits.ts'
import { decodeDictionary, decodePage, type Page } from './page.ts'
import type { Scalar } from './scalars.ts'
import type { Leaf } from './schema.ts'
import type { ParquetFile } from './types.ts'

/** More than any page header takes, statistics included. */
const HEADER_BYTES = 128 * 1024

/** A cursor over the entries of one column of a row group. Pages are fetched and decoded as rows are asked for. */
export class Column {
  readonly leaf: Leaf
  /** Number of rows that the cursor has begun. */
  row = 0
  readonly #meta: ColumnMetaData
  readonly #bytes: ChunkBytes
  readonly #expansion: Expansion
  readonly #pages: Page[] = []
  #page: Page | undefined
  #index = 0
  #dictionary: DecodedArray | undefined
  #entriesLeft: number
  #rowsLoaded = 0

  constructor(file: ParquetFile, leaf: Leaf, meta: ColumnMetaData, expansion: Expansion) {
    const { start, end } = chunkRange(meta)
    this.#expansion = expansion
    this.leaf = leaf
    this.#meta = meta
    this.#bytes = new ChunkBytes(file, start, end)
    this.#entriesLeft = Number(meta.num_values)
  }

  /** Loads pages until the rows of the group up to `row`, excluded, are complete. */
  async load(row: number): Promise<void> {
    while (this.#entriesLeft > 0 && this.#completeRows() < row) await this.#loadPage()
    if (this.#completeRows() < row) throw damaged(messages.tooFewValues(this.leaf.name))
  }

  get def(): number {
    if (this.#page === undefined) throw damaged(messages.tooFewValues(this.leaf.name))
    return this.#page.defs?.[this.#index] ?? this.leaf.maxDef
  }

  /** Repetition level of the current entry; 0 at the start of a row, and at the end of the group. */
  get rep(): number {
    return this.#page?.reps?.[this.#index] ?? 0
  }

  /** The value of the current entry, which must not be null. Call it once. */
  value(): Scalar {
    if (this.#page === undefined) throw damaged(messages.tooFewValues(this.leaf.name))
    return this.#page.next()
  }

  advance(): void {
    if (this.rep === 0) this.row++
    this.#index++
    if (this.#page !== undefined && this.#index < this.#page.count) return
    this.#expansion.hold(-(this.#page?.heldBytes ?? 0))
    this.#page = this.#pages.shift()
    this.#index = 0
  }

  /** The last row of a page may continue in the next one if the column can repeat. */
  #completeRows(): number {
    const open = this.leaf.maxRep > 0 && this.#entriesLeft > 0
    return open ? this.#rowsLoaded - 1 : this.#rowsLoaded
  }

  async #loadPage(): Promise<void> {
    const head = await this.#bytes.peek(HEADER_BYTES)
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.byteLength), offset: 0 }
    const header = parquetHeader(reader)
    this.#bytes.skip(reader.offset)
    const body = await this.#bytes.take(header.compressed_page_size)
    // Of the body as it is stored: https://parquet.apache.org/docs/file-format/data-pages/checksumming/
    if (header.crc !== undefined && header.crc >>> 0 !== crc32(body)) throw damaged(messages.wrongChecksum())
    this.#decode(header, body)
  }

  #decode(header: PageHeader, body: Uint8Array): void {
    const { codec, total_uncompressed_size } = this.#meta
    if (header.uncompressed_page_size > total_uncompressed_size) throw damaged(messages.pageTooLarge())
    this.#expansion.page(header.uncompressed_page_size)
    this.#expansion.values(Math.max(0, header.dictionary_page_header?.num_values ?? 0))
    if (header.type === 'DICTIONARY_PAGE') this.#dictionary = decodeDictionary(header, body, this.leaf, codec)
    if (!header.type.startsWith('DATA_PAGE')) return
    const entries = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0
    if (entries > this.#entriesLeft) throw damaged(messages.tooManyValues(this.leaf.name))
    this.#entriesLeft -= entries
    if (entries <= 0) return
    this.#expansion.entries(entries)
    const { leaf } = this
    const context = { leaf, codec, dictionary: this.#dictionary, expansion: this.#expansion }
    this.#add(decodePage(header, body, context))
  }

  #add(page: Page): void {
    this.#rowsLoaded += rowsIn(page)
    if (this.#page === undefined) this.#page = page
    else this.#pages.push(page)
  }
}

/** The bytes of a column of a row group in the file; its dictionary, if any, comes first. */
export function chunkRange(meta: ColumnMetaData): { start: number; end: number } {
  const data = Number(meta.data_page_offset)
  const dictionary = Number(meta.dictionary_page_offset ?? 0)
  const start = dictionary > 0 && dictionary < data ? dictionary : data
  return { start, end: start + Number(meta.total_compressed_size) }
}

/** A row begins at each entry that is not repeated. */
function rowsIn(page: Page): number {
  if (page.reps === undefined) return page.count
  let rows = 0
  for (const rep of page.reps) if (rep === 0) rows++
  return rows
}
