/** Random access to an object's bytes: a downloaded buffer or ranged GETs. */
export interface ParquetFile {
  /** Size of the object, bytes. */
  readonly byteLength: number
  /** Bytes from `start` up to, not including, `end`; its errors reach the caller unchanged. */
  slice(start: number, end: number): Promise<ArrayBuffer>
}

/** Rows as JSON texts back to back, ASCII only, spelt as Python's `json.dumps` does. */
export interface RowBatch {
  readonly bytes: Uint8Array
  /** Where each row ends in `bytes`; as long as there are rows. */
  readonly ends: Uint32Array
}
