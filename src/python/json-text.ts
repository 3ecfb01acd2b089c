import { ByteSink } from '../byte-sink.ts'
import { BACKSLASH, QUOTE } from '../bytes.ts'

/** 0 for the bytes that stand for themselves in a JSON string of Python: printable ASCII but `"` and `\`. 1: others. */
export const ESCAPED = new Uint8Array(256).fill(1)
ESCAPED.fill(0, 0x20, 0x7f)
ESCAPED[QUOTE] = 1
ESCAPED[BACKSLASH] = 1

/** The byte after the backslash in the short escapes, by code unit; 0: none. */
const SHORT_ESCAPE = new Uint8Array(128)
for (const pair of ['\bb', '\ff', '\nn', '\rr', '\tt', '""', '\\\\']) {
  SHORT_ESCAPE[pair.charCodeAt(0)] = pair.charCodeAt(1)
}

const HEX = Buffer.from('0123456789abcdef')

/** A text of this length or more is first searched for characters that need an escape. */
const LONG = 64
const TO_ESCAPE = /[^ !#-[\]-~]/

/** Appends a text as a JSON string, with its quotes, ASCII only. */
export function writeText(sink: ByteSink, text: string): void {
  if (isLongAndPlain(text)) {
    sink.reserve(text.length + 2)
    sink.bytes[sink.length++] = QUOTE
    sink.length += sink.bytes.write(text, sink.length, 'latin1')
    sink.bytes[sink.length++] = QUOTE
    return
  }
  sink.reserve(text.length * 6 + 2)
  const { bytes } = sink
  let to = sink.length
  bytes[to++] = QUOTE
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x7f && ESCAPED[unit] === 0) bytes[to++] = unit
    else to = putEscape(bytes, to, unit)
  }
  bytes[to++] = QUOTE
  sink.length = to
}

function isLongAndPlain(text: string): boolean {
  return text.length >= LONG && !TO_ESCAPE.test(text)
}

/** @returns the bytes that {@link writeText} writes */
export function textSize(text: string): number {
  let size = text.length + 2
  if (isLongAndPlain(text)) return size
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x7f || ESCAPED[unit] === 1) size += unit < 128 && SHORT_ESCAPE[unit] !== 0 ? 1 : 5
  }
  return size
}

/** Writes the escape of a UTF-16 code unit, of 6 bytes at most. @returns where it ends */
function putEscape(bytes: Buffer, at: number, unit: number): number {
  bytes[at] = BACKSLASH
  const short = unit < 128 ? (SHORT_ESCAPE[unit] as number) : 0
  if (short !== 0) {
    bytes[at + 1] = short
    return at + 2
  }
  bytes[at + 1] = 0x75
  bytes[at + 2] = HEX[unit >> 12] as number
  bytes[at + 3] = HEX[(unit >> 8) & 15] as number
  bytes[at + 4] = HEX[(unit >> 4) & 15] as number
  bytes[at + 5] = HEX[unit & 15] as number
  return at + 6
}

/** A text as a JSON string, as {@link writeText} writes it. */
export function jsonText(text: string): string {
  const sink = new ByteSink(text.length + 16)
  writeText(sink, text)
  return sink.bytes.toString('latin1', 0, sink.length)
}
