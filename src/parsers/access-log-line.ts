import { ESCAPED, Fields } from './fields.ts'
import { readLines } from './text-lines.ts'

// S3 server access logs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
// Words are separated by one space. A field in brackets or quotes may hold spaces and loses them:
//   [06/Feb/2019:00:00:38 +0000]   "GET /bucket/key HTTP/1.1"   "-"
// What the format leaves open is read as it always was here: brackets around a single word stay, a single quote opens
// a field of several words that a double quote closes, and what is never closed goes to the end of the line.

const SPACE = 0x20
const QUOTE = 0x22
const APOSTROPHE = 0x27
const OPEN = 0x5b
const CLOSE = 0x5d

/**
 * Reads access log lines. An empty line is a record of one empty field.
 *
 * @param text     UTF-8 with `\n` as the only line end (see `src/objects/text.ts`)
 * @param onRecord called for each line, in order, with the same object
 */
export function readAccessLog(text: Uint8Array, onRecord: (fields: Fields) => void): void {
  const fields = new Fields(text)
  readLines(text, (start, end) => {
    fields.clear()
    for (let at = start; at <= end; ) at = addField(text, at, end, fields) + 1
    onRecord(fields)
  })
}

/** Adds the field that starts at `start`. @returns where it ends in the line */
function addField(text: Uint8Array, start: number, lineEnd: number, fields: Fields): number {
  const first = start < lineEnd ? (text[start] as number) : SPACE
  const closing = first === OPEN ? CLOSE : first === QUOTE || first === APOSTROPHE ? QUOTE : 0
  let end = wordEnd(text, start, lineEnd, fields)
  if (closing === 0) {
    fields.add(start, end)
    return end
  }
  if (end - start > 1 && text[end - 1] === (first === APOSTROPHE ? APOSTROPHE : closing)) {
    const bare = first === QUOTE ? 1 : 0
    fields.add(start + bare, end - bare)
    return end
  }
  do {
    if (end === lineEnd) {
      fields.add(start, end)
      return end
    }
    end = wordEnd(text, end + 1, lineEnd, fields)
  } while (text[end - 1] !== closing)
  fields.add(start + 1, end - 1)
  return end
}

/** Where the word that starts at `start` ends. */
function wordEnd(text: Uint8Array, start: number, lineEnd: number, fields: Fields): number {
  let escaped = 0
  let at = start
  for (; at < lineEnd && text[at] !== SPACE; at++) escaped |= ESCAPED[text[at] as number] as number
  fields.escaped |= escaped
  return at
}
