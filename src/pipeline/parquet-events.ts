import type { OnRow } from '../buckets/contract.ts'
import type { EventBatch } from '../emit/types.ts'
import { keepOnDisk } from '../objects/spool.ts'
import { jsonStream } from '../parsers/json-stream.ts'
import { parquetRows } from '../parsers/parquet/rows.ts'
import type { ParquetFile, RowBatch } from '../parsers/parquet/types.ts'
import { EventWriter, type WriterOptions } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'
import type { ObjectEvents } from './contract.ts'
import { plain } from './decode.ts'

/** Bytes of a file, and of its events, up to which they stay in memory; several files are in work at a time. */
const IN_MEMORY = 4 * 1024 * 1024

/** A file that can be read again and again. */
interface OpenFile extends ParquetFile {
  close(): Promise<void>
}

/**
 * Reads the rows of a Parquet file once to see that all of them can be read. Few rows are kept; many are read again
 * when they are sent, so that memory does not grow with the file.
 *
 * @param batchOf makes events of rows
 * @param prefix  bytes put before each row. Default: none
 * @throws AwsFailure
 */
export async function openParquet(
  body: ObjectBody,
  batchOf: (rows: RowBatch) => EventBatch,
  prefix?: string,
): Promise<ObjectEvents> {
  const file = await openFile(body)
  const close = () => file.close()
  async function* batches(): AsyncGenerator<EventBatch> {
    for await (const rows of parquetRows(file, prefix)) yield batchOf(rows)
  }
  try {
    const kept = await keepIfFew(batches())
    return { batches: kept ?? batches(), close }
  } catch (cause) {
    return { batches: [], failure: plain(cause), close }
  }
}

/** As {@link openParquet}, with an event for each row. */
export function openParquetRows(body: ObjectBody, options: WriterOptions, onRow: OnRow): Promise<ObjectEvents> {
  return openParquet(body, ({ bytes }) => {
    const writer = new EventWriter(options)
    jsonStream(bytes, ({ tape }, row) => onRow(tape, row, writer))
    return writer.finish()
  })
}

async function keepIfFew(batches: AsyncIterable<EventBatch>): Promise<EventBatch[] | undefined> {
  const kept: EventBatch[] = []
  let bytes = 0
  for await (const batch of batches) {
    bytes += batch.bytes.length
    if (bytes <= IN_MEMORY) kept.push(batch)
    else kept.length = 0
  }
  return bytes <= IN_MEMORY ? kept : undefined
}

async function openFile(body: ObjectBody): Promise<OpenFile> {
  if (body.size > IN_MEMORY) return keepOnDisk(body.chunks())
  const { buffer } = await body.bytes()
  return { byteLength: buffer.byteLength, slice: async (start, end) => buffer.slice(start, end), close: async () => {} }
}
