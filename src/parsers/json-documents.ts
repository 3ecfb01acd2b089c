import { CR, LF } from '../bytes.ts'
import { type JsonReader, withReader } from '../json/reader.ts'
import { skipSpace } from '../json/space.ts'
import type { Node } from '../json/tape.ts'
import { ReadFailure } from '../objects/types.ts'

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
function readDocuments(reader: JsonReader, content: Uint8Array, use: OnDocument): void {
  reader.open(content)
  for (let at = skipSpace(content, 0); at < content.length; ) {
    const root = reader.next(at)
    at = skipSpace(content, reader.at)
    use(reader, root)
  }
}

/**
 * Reads a file whose lines are JSON. A line may hold several documents, and a document may not continue on the next
 * line. Blank lines are skipped.
 *
 * @param onBadLine takes the failure of a line, whose rest is skipped. Default: the failure ends the reading
 * @throws ReadFailure of the first bad line, without `onBadLine`; and whatever `use` throws
 */
export function jsonLines(content: Uint8Array, use: OnDocument, onBadLine?: (failure: ReadFailure) => void): void {
  withReader((reader) => {
    for (let start = 0; start < content.length; ) {
      const end = lineEnd(content, start)
      try {
        readDocuments(reader, content.subarray(start, end), use)
      } catch (cause) {
        if (!onBadLine || !(cause instanceof ReadFailure)) throw cause
        onBadLine(cause)
      }
      start = end + 1
    }
  })
}

/** @returns the end of a line: a line feed or a carriage return */
function lineEnd(content: Uint8Array, start: number): number {
  const feed = content.indexOf(LF, start)
  const end = feed < 0 ? content.length : feed
  const mark = content.subarray(start, end).indexOf(CR)
  return mark < 0 ? end : start + mark
}
