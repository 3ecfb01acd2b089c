import { type JsonReader, withReader } from '../json/reader.ts'
import { skipSpace } from '../json/space.ts'
import type { Node } from '../json/tape.ts'

/** Takes one document of many. The reader holds no other than this one. */
export type OnDocument = (reader: JsonReader, root: Node) => void

/**
 * Reads a file that is JSON documents one after another, with nothing or white space between.
 *
 * @throws ReadFailure when something else stands between or behind
 */
export function jsonStream(content: Uint8Array, use: OnDocument): void {
  withReader((reader) => readDocuments(reader, content, use))
}

/** As {@link jsonStream}, with a given reader. */
export function readDocuments(reader: JsonReader, content: Uint8Array, use: OnDocument): void {
  reader.open(content)
  for (let at = skipSpace(content, 0); at < content.length; ) {
    const root = reader.next(at)
    at = skipSpace(content, reader.at)
    use(reader, root)
  }
}
