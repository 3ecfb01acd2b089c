/** Random access to an object's bytes: a downloaded buffer or ranged GETs. */
export interface ParquetFile {
  /** Size of the object, bytes. */
  readonly byteLength: number
  /** Bytes from `start` up to, not including, `end`. Its errors reach the caller unchanged. */
  slice(start: number, end: number): Promise<ArrayBuffer>
}

/** Rows as JSON texts without separators, ASCII only, as Python's `json.dumps` writes them. */
export interface RowBatch {
  readonly bytes: Uint8Array
  /** End of each row in `bytes`. */
  readonly ends: Uint32Array
}
