import { type ColumnMetaData, parquetSchema, type RowGroup } from 'hyparquet'
import { ByteSink } from '../../byte-sink.ts'
import * as messages from '../../messages/parquet.ts'
import { writeRow } from './assemble.ts'
import { Column, chunkRange } from './column.ts'
import { damaged, decodingFailure } from './damaged.ts'
import { readFooter } from './footer.ts'
import { Expansion, type ParquetLimits, UNLIMITED } from './limits.ts'
import { type RowSchema, rowSchema } from './schema.ts'
import type { ParquetFile, RowBatch } from './types.ts'

/** Rows whose pages are loaded before they are written. */
const WINDOW_ROWS = 1024
/** A batch is handed over at this size, or at the end of a window. */
const BATCH_BYTES = 1024 * 1024
/** Of one row, with what is before it in its batch. */
const MAX_ROW_BYTES = 64 * 1024 * 1024
/** A row group up to this size is fetched at once, a larger one page by page. */
const WHOLE_GROUP_BYTES = 16 * 1024 * 1024

/**
 * Reads a Parquet file as JSON texts, one for each row, as Python prints the rows that pyarrow reads: members in the
 * order of the schema, nulls kept, maps as lists of pairs, times as `str(datetime)`, decimals as text, binary as
 * `b'…'`. Row groups are read one after another, and column by column in pages: memory holds a page of each column and
 * a batch.
 *
 * @param file   a downloaded object, or one read by ranged GETs
 * @param prefix bytes written before each row. Default: none
 * @param limits default: there are none
 * @throws ReadFailure 'parse' if the file is damaged, encrypted or not Parquet, or contains a value that Python cannot
 * print (a time finer than a microsecond, a year over 9999, text that is not UTF-8)
 * @see https://docs.aws.amazon.com/security-lake/latest/userguide/open-cybersecurity-schema-framework.html
 */
export async function* parquetRows(
  file: ParquetFile,
  prefix = '',
  limits: ParquetLimits = UNLIMITED,
): AsyncGenerator<RowBatch> {
  const source = new Source(file)
  try {
    yield* fileRows(source, prefix, new Expansion(limits))
  } catch (error) {
    throw error === source.failure ? error : decodingFailure(error)
  }
}

/** The file, which keeps the errors of requests apart from those of decoding. */
class Source implements ParquetFile {
  readonly byteLength: number
  failure: unknown
  readonly #file: ParquetFile

  constructor(file: ParquetFile) {
    this.byteLength = file.byteLength
    this.#file = file
  }

  async slice(start: number, end: number): Promise<ArrayBuffer> {
    try {
      return await this.#file.slice(start, end)
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}

async function* fileRows(file: ParquetFile, prefix: string, expansion: Expansion): AsyncGenerator<RowBatch> {
  const metadata = await readFooter(file)
  const schema = rowSchema(parquetSchema(metadata))
  for (const group of metadata.row_groups) yield* groupRows(file, group, schema, prefix, expansion)
}

async function* groupRows(
  file: ParquetFile,
  group: RowGroup,
  schema: RowSchema,
  prefix: string,
  expansion: Expansion,
): AsyncGenerator<RowBatch> {
  const rows = Number(group.num_rows)
  expansion.rows(rows)
  const columns = await openColumns(file, group, schema, expansion)
  const out = new ByteSink(BATCH_BYTES, allocate)
  for (let start = 0; start < rows; start += WINDOW_ROWS) {
    const end = Math.min(start + WINDOW_ROWS, rows)
    await Promise.all(columns.map((column) => column.load(end)))
    for (const batch of windowRows(out, end - start, schema, columns, prefix)) {
      expansion.written(batch.bytes.length)
      yield batch
    }
  }
}

function allocate(bytes: number): Buffer {
  if (bytes > MAX_ROW_BYTES) throw damaged(messages.rowOverLimit(MAX_ROW_BYTES))
  return Buffer.allocUnsafeSlow(bytes)
}

function* windowRows(
  out: ByteSink,
  rows: number,
  schema: RowSchema,
  columns: Column[],
  prefix: string,
): Generator<RowBatch> {
  let ends: number[] = []
  for (let row = 1; row <= rows; row++) {
    out.ascii(prefix)
    writeRow(out, schema, columns)
    ends.push(out.length)
    if (row < rows && out.length < BATCH_BYTES) continue
    yield { bytes: out.slice(), ends: Uint32Array.from(ends) }
    out.length = 0
    ends = []
  }
}

async function openColumns(
  file: ParquetFile,
  group: RowGroup,
  { leaves }: RowSchema,
  expansion: Expansion,
): Promise<Column[]> {
  const chunks = group.columns.flatMap(({ meta_data }) => meta_data ?? [])
  if (chunks.length !== leaves.length) throw damaged(messages.otherColumns())
  const source = await groupFile(file, chunks)
  return leaves.map((leaf, index) => new Column(source, leaf, chunks[index] as ColumnMetaData, expansion))
}

/** The file, or the part of it with a small row group, fetched in one request. */
async function groupFile(file: ParquetFile, chunks: readonly ColumnMetaData[]): Promise<ParquetFile> {
  const ranges = chunks.map(chunkRange)
  const start = Math.min(...ranges.map((range) => range.start))
  const end = Math.max(...ranges.map((range) => range.end))
  if (!(start >= 0 && start <= end && end <= file.byteLength)) throw damaged(messages.outsideFile())
  if (end - start > WHOLE_GROUP_BYTES) return file
  const bytes = await file.slice(start, end)
  return { byteLength: end, slice: async (from, to) => bytes.slice(from - start, to - start) }
}
