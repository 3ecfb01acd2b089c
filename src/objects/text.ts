import { isUtf8 } from 'node:buffer'
import { CR, LF } from '../bytes.ts'
import { notUtf8, notUtf16 } from '../messages/object.ts'
import { ReadFailure } from './types.ts'

const EMPTY = new Uint8Array(0)

/**
 * Reads bytes as Python's text mode does: they must be UTF-8, and `\r\n` and `\r` become `\n`.
 *
 * @param bytes may be changed in place
 * @throws ReadFailure `parse`
 */
export function asText(bytes: Uint8Array): Uint8Array {
  const reader = new TextReader()
  const text = reader.push(bytes)
  reader.end()
  return text
}

const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], utf16: undefined },
  { bytes: [0xff, 0xfe], utf16: 'utf-16le' },
  { bytes: [0xfe, 0xff], utf16: 'utf-16be' },
] as const

/**
 * Removes the byte order mark of a file, and converts UTF-16 to UTF-8.
 *
 * @returns `bytes` itself when there is no mark: its encoding is not checked
 * @throws ReadFailure `parse` when the encoding is not that of the mark
 */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  const mark = MARKS.find((candidate) => candidate.bytes.every((byte, at) => bytes[at] === byte))
  if (!mark) return bytes
  const content = bytes.subarray(mark.bytes.length)
  if (mark.utf16 === undefined) return content
  try {
    return Buffer.from(new TextDecoder(mark.utf16, { fatal: true, ignoreBOM: true }).decode(content))
  } catch (cause) {
    throw new ReadFailure('parse', notUtf16(), { cause })
  }
}

/** Reads bytes that arrive in pieces, as {@link asText} does. */
export class TextReader {
  /** Start of an incomplete character. */
  #rest: Uint8Array = EMPTY
  /** Bytes before {@link #rest}. */
  #offset = 0
  #afterCr = false

  /** @param chunk the next bytes, which may be changed in place @returns their text */
  push(chunk: Uint8Array): Uint8Array {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes))
    if (!isUtf8(whole)) throw new ReadFailure('parse', notUtf8(this.#offset + firstInvalid(whole)))
    this.#offset += whole.length
    this.#rest = bytes.slice(whole.length)
    return this.#newlines(whole)
  }

  /** Ends the input. @throws ReadFailure when a character is incomplete */
  end(): void {
    if (this.#rest.length > 0) throw new ReadFailure('parse', notUtf8(this.#offset))
  }

  #newlines(bytes: Uint8Array): Uint8Array {
    const skip = this.#afterCr && bytes[0] === LF ? 1 : 0
    const text = bytes.subarray(skip)
    if (bytes.length > 0) this.#afterCr = bytes[bytes.length - 1] === CR
    const first = text.indexOf(CR)
    return first < 0 ? text : unifyNewlines(text, first)
  }
}

function unifyNewlines(text: Uint8Array, first: number): Uint8Array {
  let to = first
  for (let at = first; at < text.length; at++) {
    const byte = text[at] ?? 0
    if (byte === CR && text[at + 1] === LF) continue
    text[to++] = byte === CR ? LF : byte
  }
  return text.subarray(0, to)
}

/** @returns the number of bytes of an incomplete character at the end */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >> 6 !== 0b10) return lengthOf(byte) > back ? back : 0
  }
  return 0
}

/** @returns the length of the character that starts with this byte */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}

function firstInvalid(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const length = lengthOf(bytes[at] ?? 0)
    if (!isUtf8(bytes.subarray(at, at + length))) break
    at += length
  }
  return at
}
