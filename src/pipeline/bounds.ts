import * as messages from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import type { ParquetLimits } from '../parsers/parquet/limits.ts'
import type { EventBounds } from '../transform/event-bounds.ts'

// What an object may cost depends on its size as stored: a small object must not make a run spend much.

/** Largest compression ratio. Logs reach about 40. */
const MAX_RATIO = 128
/** Bytes that an object may expand to, whatever its ratio. */
const MIN_EXPANDED_BYTES = 64 * 1024 * 1024
/** Events that an object may have, however small it is. A larger one may have as many as it has bytes. */
const MIN_EVENTS = 1_000_000
/** Bytes of events that may be held in memory, however small their object is. */
const MIN_EVENT_BYTES = 128 * 1024 * 1024
/** Bytes of events that may be held in memory for each byte of a larger object. */
const EVENT_GROWTH = 64

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
    maxRows: Math.max(MIN_EVENTS, storedBytes),
    maxRowBytes: Math.max(MIN_EVENT_BYTES, storedBytes * MAX_RATIO),
  }
}

/** The failure of an object that expands too far, where `--max-object-bytes` would allow more. */
export function tooDense(): ReadFailure {
  return new ReadFailure('decompress', messages.tooDense(MAX_RATIO))
}

/** @param storedBytes size as stored @returns the events that an object may have */
export function eventBounds(storedBytes: number): EventBounds {
  return {
    maxEvents: Math.max(MIN_EVENTS, storedBytes),
    maxPreamble: MAX_PREAMBLE,
    maxBytes: Math.max(MIN_EVENT_BYTES, storedBytes * EVENT_GROWTH),
  }
}
