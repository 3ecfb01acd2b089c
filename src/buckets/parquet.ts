import type { PiecewiseReading } from '../pipeline/contract.ts'
import type { BucketType } from './contract.ts'

/** How an object is read whose key says that it is a Parquet file; undefined: it does not, or the type has none. */
export function parquetReading({ openParquet }: BucketType, key: string): PiecewiseReading['open'] | undefined {
  if (!openParquet || !key.endsWith('.parquet')) return undefined
  // The reader of Parquet files is much code, which no other run should load.
  return async (body, options) => {
    const { openParquetRows } = await import('../pipeline/parquet-events.ts')
    return openParquetRows(body, options, openParquet())
  }
}
