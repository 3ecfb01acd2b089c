import { type EventBatch, HEADER, MAX_DATAGRAM } from '../emit/types.ts'
import type { RowBatch } from '../parsers/parquet/types.ts'
import type { ObjectEvents } from '../pipeline/contract.ts'
import { openParquet, type ParquetOptions } from '../pipeline/parquet-events.ts'
import type { WriterOptions } from '../transform/contract.ts'
import { EventWriter } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'

/** Reads the rows of a Parquet file without changes. @throws AwsFailure */
export function openRows(body: ObjectBody, options: ParquetOptions): Promise<ObjectEvents> {
  const isPlain = options.discard?.regex === undefined && options.debugLevel < 3
  const batchOf = (rows: RowBatch, given: WriterOptions) =>
    isPlain && fits(rows) ? asBatch(rows) : rewritten(rows, given)
  return openParquet(body, { options, batchOf, prefix: HEADER })
}

function fits({ ends }: RowBatch): boolean {
  return ends.every((end, row) => end - (ends[row - 1] ?? 0) <= MAX_DATAGRAM)
}

/** Rows are events as they are: most are sent untouched. */
function asBatch({ bytes, ends }: RowBatch): EventBatch {
  return { bytes, ends, lines: [], discarded: 0, failed: 0 }
}

/** Handles rows one by one, if some are discarded or too long. */
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
