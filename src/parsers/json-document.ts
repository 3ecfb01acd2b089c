import { JsonReader } from '../json/reader.ts'
import type { Node } from '../json/tape.ts'

/** Buffers of which no more than this was used, in bytes, are kept for the next file. */
const KEPT = 48 << 20

let spare: JsonReader | undefined

/** Lends a reader whose buffers are warm; it must not be used after `use` has returned. */
export function withReader<T>(use: (reader: JsonReader) => T): T {
  const reader = spare ?? new JsonReader()
  spare = undefined
  const result = use(reader)
  if (reader.used <= KEPT) spare = reader
  return result
}

/**
 * Reads a file that is one JSON document.
 *
 * @throws ReadFailure when it is anything else
 */
export function jsonDocument(content: Uint8Array, use: (reader: JsonReader, root: Node) => void): void {
  withReader((reader) => use(reader, reader.document(content)))
}
