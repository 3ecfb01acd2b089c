import * as messages from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import type { ParquetLimits } from '../parsers/parquet/limits.ts'
import { type EventBounds, UNBOUND } from '../transform/event-bounds.ts'

// What an object may cost depends on its size as stored: a small object must not make a run spend much.

/** Largest compression ratio. Logs reach about 40. */
const MAX_RATIO = 128
/** Bytes that an object may expand to, whatever its ratio. */
const MIN_EXPANDED_BYTES = 64 * 1024 * 1024
/** Events that an object may have, however small it is, and for each byte of a larger one. Logs reach 0.4. */
const MIN_EVENTS = 600_000
const EVENTS_A_BYTE = 0.6
/** The same for fields of rows of text. Logs reach about 10. */
const MIN_FIELDS = 16_000_000
const FIELDS_A_BYTE = 24
/** The same for values of JSON that are not simply copied, and for values of Parquet. Logs reach about 2. */
const MIN_VALUES = 4_000_000
const VALUES_A_BYTE = 4
/** The same for entries of all columns of Parquet. Most may be null, as in the many columns of Security Lake. */
const MIN_ENTRIES = 64_000_000
const ENTRIES_A_BYTE = 64
/** Bytes of events that may be held in memory, however small their object is. */
const MIN_EVENT_BYTES = 128 * 1024 * 1024
/** Bytes of events that may be held in memory for each byte of a larger object. */
const EVENT_BYTES_A_BYTE = 64

/** Characters of an object's lines before its events. */
const MAX_PREAMBLE = 4 * 1024 * 1024

/** @param storedBytes size as stored @param maxObjectBytes as asked for @returns bytes that an object may expand to */
export function maxExpandedBytes(storedBytes: number, maxObjectBytes: number): number {
  return Math.min(maxObjectBytes, Math.max(MIN_EXPANDED_BYTES, storedBytes * MAX_RATIO))
}

/** @returns what a Parquet file may expand to. Rows leave as they are read, so that they may be more than fit memory */
export function parquetLimits(storedBytes: number, maxObjectBytes: number): ParquetLimits {
  return {
    maxBytes: maxExpandedBytes(storedBytes, maxObjectBytes),
    maxRows: maxEvents(storedBytes),
    maxEntries: Math.max(MIN_ENTRIES, storedBytes * ENTRIES_A_BYTE),
    maxValues: maxValues(storedBytes),
    maxRowBytes: Math.max(MIN_EVENT_BYTES, storedBytes * MAX_RATIO),
  }
}

/** @returns the bounds of the events of a Parquet file, whose rows {@link parquetLimits} counts */
export function parquetEventBounds(storedBytes: number): EventBounds {
  return {
    ...UNBOUND,
    maxFields: maxValues(storedBytes),
    maxValues: maxValues(storedBytes),
  }
}

/** The failure of an object that expands too far, where `--max-object-bytes` would allow more. */
export function tooDense(): ReadFailure {
  return new ReadFailure('decompress', messages.tooDense(MAX_RATIO))
}

/** @param storedBytes size as stored @returns the events that an object may have */
export function eventBounds(storedBytes: number): EventBounds {
  return {
    maxEvents: maxEvents(storedBytes),
    maxFields: Math.max(MIN_FIELDS, storedBytes * FIELDS_A_BYTE),
    maxValues: maxValues(storedBytes),
    maxPreamble: MAX_PREAMBLE,
    maxBytes: Math.max(MIN_EVENT_BYTES, storedBytes * EVENT_BYTES_A_BYTE),
  }
}

function maxEvents(storedBytes: number): number {
  return Math.max(MIN_EVENTS, Math.floor(storedBytes * EVENTS_A_BYTE))
}

function maxValues(storedBytes: number): number {
  return Math.max(MIN_VALUES, storedBytes * VALUES_A_BYTE)
}
