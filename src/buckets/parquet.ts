import type { PiecewiseReading } from '../pipeline/contract.ts'
import type { BucketType } from './contract.ts'

/**
 * @returns how to read an object whose key is that of a Parquet file; undefined if it is not, or if the type has none
 */
export function parquetReading({ openParquet }: BucketType, key: string): PiecewiseReading['open'] | undefined {
  if (!openParquet || !key.endsWith('.parquet')) return undefined
  // The reader of Parquet files is much code, which other runs should not load.
  return async (body, options, maxObjectBytes) => {
    const { openParquetRows } = await import('../pipeline/parquet-events.ts')
    return openParquetRows(body, { ...options, maxObjectBytes }, openParquet())
  }
}
