import type { OnRow } from '../buckets/contract.ts'
import type { EventBatch } from '../emit/types.ts'
import { keepOnDisk } from '../objects/spool.ts'
import { jsonStream } from '../parsers/json-documents.ts'
import { parquetRows } from '../parsers/parquet/rows.ts'
import type { ParquetFile, RowBatch } from '../parsers/parquet/types.ts'
import type { WriterOptions } from '../transform/contract.ts'
import { withMatches } from '../transform/discard.ts'
import { Meter } from '../transform/event-bounds.ts'
import { EventWriter } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'
import { parquetEventBounds, parquetLimits } from './bounds.ts'
import type { ObjectEvents } from './contract.ts'
import { failureDataOf } from './decode.ts'

/** Largest file, and largest total of its events, that stay in memory: several files are read at a time. */
const MAX_MEMORY_BYTES = 4 * 1024 * 1024

/** What the events of a Parquet file need. */
export interface ParquetOptions extends WriterOptions {
  /** `--max-object-bytes`. */
  readonly maxObjectBytes: number
}

interface RowReading {
  /** Makes the events of rows as the options have it. */
  readonly batchOf: (rows: RowBatch, options: WriterOptions) => EventBatch
  readonly options: ParquetOptions
  /** Bytes before each row. Default: none. */
  readonly prefix?: string
}

/** A file that can be read more than once. */
interface OpenFile extends ParquetFile {
  close(): Promise<void>
}

/**
 * Reads the rows of a Parquet file once to check all of them. Few rows are kept. Many are read again when they are sent,
 * so that memory does not grow with the file.
 *
 * @throws AwsFailure, NoSpool
 */
export async function openParquet(body: ObjectBody, { options, batchOf, prefix }: RowReading): Promise<ObjectEvents> {
  const { maxObjectBytes, object, discard: rule } = options
  const file = await openFile(body)
  const close = () => file.close()
  const limits = parquetLimits(body.size, maxObjectBytes)
  const bounds = parquetEventBounds(body.size)
  async function* batches(): AsyncGenerator<EventBatch> {
    const meter = new Meter(bounds)
    for await (const rows of parquetRows(file, prefix, limits)) {
      const discard = await withMatches(rule, object, (collecting) =>
        batchOf(rows, { ...options, bounds, discard: collecting }),
      )
      yield batchOf(rows, { ...options, bounds, meter, discard })
    }
  }
  try {
    const kept = await keepIfFew(batches())
    return { batches: kept ?? batches(), close }
  } catch (cause) {
    return { batches: [], failure: failureDataOf(cause), close }
  }
}

/** Reads a Parquet file as {@link openParquet} does, with an event for each row. */
export function openParquetRows(body: ObjectBody, options: ParquetOptions, onRow: OnRow): Promise<ObjectEvents> {
  const batchOf = ({ bytes }: RowBatch, given: WriterOptions) => {
    const writer = new EventWriter(given)
    jsonStream(bytes, ({ tape }, row) => onRow(tape, row, writer))
    return writer.finish()
  }
  return openParquet(body, { options, batchOf })
}

async function keepIfFew(batches: AsyncIterable<EventBatch>): Promise<EventBatch[] | undefined> {
  const kept: EventBatch[] = []
  let bytes = 0
  for await (const batch of batches) {
    bytes += batch.bytes.length
    if (bytes <= MAX_MEMORY_BYTES) kept.push(batch)
    else kept.length = 0
  }
  return bytes <= MAX_MEMORY_BYTES ? kept : undefined
}

async function openFile(body: ObjectBody): Promise<OpenFile> {
  if (body.size > MAX_MEMORY_BYTES) return keepOnDisk(body.chunks())
  const { buffer } = await body.bytes()
  return { byteLength: buffer.byteLength, slice: async (start, end) => buffer.slice(start, end), close: async () => {} }
}
