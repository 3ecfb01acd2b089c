import { type JsonReader, withReader } from '../json/reader.ts'
import { skipSpace } from '../json/space.ts'
import type { Node } from '../json/tape.ts'

/** Takes one document of many. The reader holds nothing else. */
export type OnDocument = (reader: JsonReader, root: Node) => void

/**
 * Reads a file of JSON documents, one after another, separated by white space or nothing.
 *
 * @throws ReadFailure if anything else is between or after them
 */
export function jsonStream(content: Uint8Array, use: OnDocument): void {
  withReader((reader) => readDocuments(reader, content, use))
}

/** Does the same as {@link jsonStream} with a given reader. */
export function readDocuments(reader: JsonReader, content: Uint8Array, use: OnDocument): void {
  reader.open(content)
  for (let at = skipSpace(content, 0); at < content.length; ) {
    const root = reader.next(at)
    at = skipSpace(content, reader.at)
    use(reader, root)
  }
}
