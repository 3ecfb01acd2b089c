import { parquetRows } from '../../../src/parsers/parquet/rows.ts'
import type { ParquetFile, RowBatch } from '../../../src/parsers/parquet/types.ts'

/** A downloaded object. */
export function fileOf(bytes: Uint8Array): ParquetFile {
  return {
    byteLength: bytes.length,
    slice: async (start, end) => {
      if (!(start >= 0 && start <= end && end <= bytes.length)) throw new RangeError(`no bytes ${start} to ${end}`)
      return Uint8Array.from(bytes.subarray(start, end)).buffer
    },
  }
}

/** The rows of a file, each as text. */
export async function rowsOf(bytes: Uint8Array, prefix?: string): Promise<string[]> {
  const rows: string[] = []
  for await (const batch of parquetRows(fileOf(bytes), prefix)) rows.push(...textsOf(batch))
  return rows
}

function textsOf({ bytes, ends }: RowBatch): string[] {
  const text = Buffer.from(bytes).toString('latin1')
  return Array.from(ends, (end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end))
}
