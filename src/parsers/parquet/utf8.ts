import type { ByteSink } from '../../byte-sink.ts'
import { QUOTE } from '../../bytes.ts'
import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'
import { ESCAPED, writeText } from '../../python/json-text.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Appends UTF-8 as a JSON string, ASCII only. @throws ReadFailure 'parse' if it is not UTF-8 */
export function writeUtf8(out: ByteSink, bytes: Uint8Array): void {
  if (isPlain(bytes)) writePlain(out, bytes)
  else writeText(out, decode(bytes))
}

function isPlain(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if (ESCAPED[bytes[index] as number] === 1) return false
  return true
}

function writePlain(out: ByteSink, bytes: Uint8Array): void {
  out.reserve(bytes.length + 2)
  out.byte(QUOTE)
  out.bytes.set(bytes, out.length)
  out.length += bytes.length
  out.byte(QUOTE)
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new ReadFailure('parse', messages.notUtf8(), { cause })
  }
}
