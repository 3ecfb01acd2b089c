import { LF } from '../bytes.ts'
import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'

/**
 * The failure of a document that is not JSON.
 *
 * @param what   the mistake, from {@link messages}
 * @param source the bytes of the document
 * @param offset its position in bytes; the failure gives it in characters, as editors count
 */
export function notJson(what: string, source: Uint8Array, offset: number): ReadFailure {
  let line = 1
  let characters = 0
  let lineStart = 0
  for (let at = 0; at < Math.min(offset, source.length); at++) {
    const byte = source[at] as number
    if ((byte & 0xc0) !== 0x80) characters++
    if (byte === LF) {
      line++
      lineStart = characters
    }
  }
  return new ReadFailure('parse', messages.at(what, line, characters - lineStart + 1, characters))
}
