import { SLASH } from '../bytes.ts'
import { damaged, endedEarly, invalidZip, noEntry, notOfFormat, unsupported } from '../messages/object.ts'
import { crc32, inflate, overLimit } from './inflate.ts'
import { ReadFailure } from './types.ts'

// Zip files: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (numbers in brackets: its sections).
// Entries are found through the central directory, as in Python. Other entries are not checked.

const END_OF_DIRECTORY = 0x06054b50 // [4.3.16]
const END_LENGTH = 22
const ZIP64_LOCATOR = 0x07064b50 // [4.3.15]
const ZIP64_LOCATOR_LENGTH = 20
const ZIP64_END = 0x06064b50 // [4.3.14]
const ZIP64_END_LENGTH = 56
const DIRECTORY_ENTRY = 0x02014b50 // [4.3.12]
const DIRECTORY_ENTRY_LENGTH = 46
const LOCAL_HEADER = 0x04034b50 // [4.3.7]
const LOCAL_HEADER_LENGTH = 30
const ZIP64_EXTRA = 1 // [4.5.3]
const IN_ZIP64 = 0xffffffff
const ENCRYPTED = 1
const STORED = 0
const DEFLATED = 8

interface Entry {
  readonly isFolder: boolean
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressedSize: number
  readonly size: number
  /** Offset of its local header. */
  readonly at: number
}

/**
 * Expands the first file of a zip file. Folders before it are skipped.
 *
 * @param limit maximum bytes of output
 * @throws ReadFailure
 */
export function unzipFirst(bytes: Uint8Array, limit: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entry = firstFile(view)
  if (entry.flags & ENCRYPTED) throw new ReadFailure('decompress', unsupported('zip', 'encryption'))
  if (entry.size > limit) throw overLimit()
  const output = content(entry, stored(bytes, view, entry), limit)
  if (crc32(output) !== entry.crc) throw new ReadFailure('decompress', damaged('zip', 'wrong checksum'))
  return output
}

function content({ method, size }: Entry, data: Uint8Array, limit: number): Uint8Array {
  if (method === STORED) return data
  if (method === DEFLATED) return inflate('deflate', data, limit, size).output
  throw new ReadFailure('decompress', unsupported('zip', `compression method ${method}`))
}

function stored(bytes: Uint8Array, view: DataView, { at, compressedSize }: Entry): Uint8Array {
  if (!has(view, at, LOCAL_HEADER, LOCAL_HEADER_LENGTH)) throw invalid()
  const start = at + LOCAL_HEADER_LENGTH + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + compressedSize > bytes.length) throw new ReadFailure('unknown', endedEarly())
  return bytes.subarray(start, start + compressedSize)
}

function firstFile(view: DataView): Entry {
  const { start, shift, entries } = directory(view)
  for (let at = start, count = 0; count < entries; count++, at = nextEntry(view, at)) {
    if (!has(view, at, DIRECTORY_ENTRY, DIRECTORY_ENTRY_LENGTH)) throw invalid()
    const entry = entryAt(view, at, shift)
    if (!entry.isFolder) return entry
  }
  throw new ReadFailure('decompress', noEntry())
}

function nextEntry(view: DataView, start: number): number {
  const length = (at: number) => view.getUint16(start + at, true)
  return start + DIRECTORY_ENTRY_LENGTH + length(28) + length(30) + length(32)
}

/** @returns whether the name of an entry ends in a slash */
function isFolder(view: DataView, start: number): boolean {
  const last = start + DIRECTORY_ENTRY_LENGTH + view.getUint16(start + 28, true) - 1
  return last >= start + DIRECTORY_ENTRY_LENGTH && last < view.byteLength && view.getUint8(last) === SLASH
}

function entryAt(view: DataView, start: number, shift: number): Entry {
  const large = zip64Fields(view, start)
  const field = (at: number) => {
    const value = view.getUint32(start + at, true)
    return value === IN_ZIP64 ? large() : value
  }
  // The order matters: the large values follow one another in this order.
  const size = field(24)
  const compressedSize = field(20)
  return {
    isFolder: isFolder(view, start),
    flags: view.getUint16(start + 8, true),
    method: view.getUint16(start + 10, true),
    crc: view.getUint32(start + 16, true),
    compressedSize,
    size,
    at: field(42) + shift,
  }
}

/** @returns a function that reads the next 64-bit value of an entry's extra field */
function zip64Fields(view: DataView, entry: number): () => number {
  let at = entry + DIRECTORY_ENTRY_LENGTH + view.getUint16(entry + 28, true)
  const end = Math.min(at + view.getUint16(entry + 30, true), view.byteLength)
  while (at + 4 <= end && view.getUint16(at, true) !== ZIP64_EXTRA) at += 4 + view.getUint16(at + 2, true)
  at += 4
  return () => {
    if (at + 8 > end) throw invalid()
    at += 8
    return Number(view.getBigUint64(at - 8, true))
  }
}

/** @returns the start of the central directory, its number of entries, and the bytes before the archive */
function directory(view: DataView): { start: number; shift: number; entries: number } {
  const end = endOfDirectory(view)
  const locator = end - ZIP64_LOCATOR_LENGTH
  if (has(view, locator, ZIP64_LOCATOR, ZIP64_LOCATOR_LENGTH)) {
    const declared = Number(view.getBigUint64(locator + 8, true))
    // After other bytes it is elsewhere: Python reads it where it usually is.
    const at = isZip64End(view, declared) ? declared : locator - ZIP64_END_LENGTH
    if (!isZip64End(view, at)) throw invalid()
    const start = at - Number(view.getBigUint64(at + 40, true))
    return {
      start,
      shift: start - Number(view.getBigUint64(at + 48, true)),
      entries: Number(view.getBigUint64(at + 32, true)),
    }
  }
  const start = end - view.getUint32(end + 12, true)
  return { start, shift: start - view.getUint32(end + 16, true), entries: view.getUint16(end + 10, true) }
}

function isZip64End(view: DataView, at: number): boolean {
  return has(view, at, ZIP64_END, ZIP64_END_LENGTH)
}

function endOfDirectory(view: DataView): number {
  const last = view.byteLength - END_LENGTH
  const first = Math.max(0, last - 0xffff) // A comment of so many bytes may follow.
  for (let at = last; at >= first; at--) if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  throw invalid()
}

function has(view: DataView, at: number, signature: number, length: number): boolean {
  return at >= 0 && at + length <= view.byteLength && view.getUint32(at, true) === signature
}

function invalid(): ReadFailure {
  return new ReadFailure('decompress', notOfFormat('zip'), { line: invalidZip() })
}
