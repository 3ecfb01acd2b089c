import { CR, LF, SPACE, TAB } from '../bytes.ts'
/** @returns the position of the first byte at or after `from` that is not white space of JSON */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && isSpace(bytes[at] as number)) at++
  return at
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB
}
