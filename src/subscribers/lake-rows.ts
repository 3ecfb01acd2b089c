import { type EventBatch, HEADER, MAX_DATAGRAM } from '../emit/types.ts'
import { keepOnDisk } from '../objects/spool.ts'
import { parquetRows } from '../parsers/parquet/rows.ts'
import type { ParquetFile, RowBatch } from '../parsers/parquet/types.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { plain } from '../pipeline/decode.ts'
import { EventWriter, type WriterOptions } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'

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
 * @throws AwsFailure
 */
export async function openRows(body: ObjectBody, options: WriterOptions): Promise<ObjectEvents> {
  const file = await openFile(body)
  const close = () => file.close()
  try {
    const kept = await keepIfFew(eventBatches(file, options))
    return { batches: kept ?? eventBatches(file, options), close }
  } catch (cause) {
    return { batches: [], failure: plain(cause), close }
  }
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

async function* eventBatches(file: ParquetFile, options: WriterOptions): AsyncGenerator<EventBatch> {
  const isPlain = options.discard?.regex === undefined && options.debugLevel < 3
  for await (const rows of parquetRows(file, HEADER)) {
    yield isPlain && fits(rows) ? asBatch(rows) : rewritten(rows, options)
  }
}

function fits({ ends }: RowBatch): boolean {
  return ends.every((end, row) => end - (ends[row - 1] ?? 0) <= MAX_DATAGRAM)
}

/** Rows are events as they are: most go out untouched. */
function asBatch({ bytes, ends }: RowBatch): EventBatch {
  return { bytes, ends, lines: [], discarded: 0, failed: 0 }
}

/** Rows that have to be looked at one by one: some are discarded, or too long. */
function rewritten({ bytes, ends }: RowBatch, options: WriterOptions): EventBatch {
  const writer = new EventWriter(options)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let start = 0
  for (const end of ends) {
    writer.message(text.slice(start + HEADER.length, end))
    start = end
  }
  return writer.finish()
}
