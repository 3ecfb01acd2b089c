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
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const lineEnd = lineEnds(bytes)
  withReader((reader) => {
    for (let start = 0; start < bytes.length; ) {
      const end = lineEnd(start)
      try {
        readDocuments(reader, bytes.subarray(start, end), use)
      } catch (cause) {
        if (!onBadLine || !(cause instanceof ReadFailure)) throw cause
        onBadLine(cause)
      }
      start = end + 1
    }
  })
}

/** @returns a function for the end of each line, one after another: a line feed or a carriage return */
function lineEnds(content: Uint8Array): (start: number) => number {
  const next = (byte: number, from: number) => {
    const found = content.indexOf(byte, from)
    return found < 0 ? content.length : found
  }
  let mark = -1
  return (start) => {
    // Few files have any.
    if (mark < start) mark = next(CR, start)
    return Math.min(mark, next(LF, start))
  }
}
