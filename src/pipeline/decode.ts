import type { EventBatch } from '../emit/types.ts'
import { skipSpace } from '../json/space.ts'
import { freeBuffer } from '../memory.ts'
import { expand } from '../objects/expand.ts'
import { OverLimit } from '../objects/inflate.ts'
import { type ExpectedBytes, type Mismatch, mismatchOf } from '../objects/integrity.ts'
import { NoSpool } from '../objects/spool.ts'
import { ReadFailure } from '../objects/types.ts'
import { OverBounds } from '../transform/event-bounds.ts'
import { EventWriter } from '../transform/event-writer.ts'
import { eventBounds, maxExpandedBytes, tooDense } from './bounds.ts'
import type { FailureData, Format, ObjectEvents, ObjectJob, WholeReading } from './contract.ts'

/** An object and its bytes, which are transferred to a worker. */
export interface DecodeJob extends ObjectJob {
  /** Bytes as stored. Empty once transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The bytes are verified against this first. Default: they are not verified. */
  readonly expected?: ExpectedBytes
}

/** The events of an object, or why there are none. Both are set where only some records were bad. */
export interface Decoded {
  readonly batch?: EventBatch
  readonly failure?: FailureData | undefined
  /** The bytes of the job, which expand to more than may be held here. Nothing else is set. */
  readonly large?: Uint8Array<ArrayBuffer>
  /** The bytes are not those that were stored. Nothing else is set, unless the mismatch is repeated. */
  readonly mismatch?: Mismatch
}

/** Bytes of text that are held in memory where the type can be read in blocks. The events are several times as large. */
export const MAX_HELD_BYTES = 8 * 1024 * 1024

/**
 * Expands, parses, reshapes and serialises one object, all or nothing. It does no I/O.
 *
 * @param maxHeldBytes of the expanded object. Default: what memory holds; no bound for types that cannot be read in blocks
 */
export function decode(job: DecodeJob, reading: WholeReading, maxHeldBytes = heldBytesOf(reading)): Decoded {
  const mismatch = job.expected && mismatchOf(job.expected, job.bytes)
  if (mismatch) return mismatch.isRepeated ? { ...contentOf(job, reading, maxHeldBytes), mismatch } : { mismatch }
  return contentOf(job, reading, maxHeldBytes)
}

function heldBytesOf({ text }: WholeReading): number {
  return text ? MAX_HELD_BYTES : Number.POSITIVE_INFINITY
}

function contentOf(job: DecodeJob, { formatOf }: WholeReading, maxHeldBytes: number): Decoded {
  const maxBytes = maxExpandedBytes(job.bytes.length, job.maxObjectBytes)
  const limit = Math.min(maxBytes, maxHeldBytes)
  try {
    const content = expand(job.bytes, job.key, limit)
    const writer = written(formatOf(content, job), content, job)
    if (writer.foundNothing && !isBlank(content)) writer.nothingFound()
    const batch = writer.finish()
    // Leaving it to the garbage collector costs a quarter of a run of small files.
    if (content.buffer !== job.bytes.buffer) freeBuffer(content.buffer)
    return writer.fault ? { batch, failure: failureDataOf(writer.fault) } : { batch }
  } catch (cause) {
    if (!(cause instanceof OverLimit)) return { failure: failureDataOf(cause) }
    if (limit < maxBytes) return { large: job.bytes }
    return { failure: failureDataOf(maxBytes < job.maxObjectBytes ? tooDense() : cause) }
  }
}

/** @returns the events of a decoded object */
export function readyEvents({ batch, failure }: Decoded): ObjectEvents {
  const close = async () => {}
  const heldBytes = batch?.bytes.buffer.byteLength ?? 0
  if (failure) return { batches: [], failure, partial: batch, heldBytes, close }
  return { batches: batch ? [batch] : [], heldBytes, close }
}

/** @returns whether there is only white space: a file without events, not one of another format */
function isBlank(content: Uint8Array): boolean {
  return skipSpace(content, 0) === content.length
}

function written(format: Format, content: Uint8Array, job: DecodeJob): EventWriter {
  const writer = new EventWriter({ ...job.writer, ...format.writer, bounds: eventBounds(job.bytes.length) })
  try {
    format.decode(content, writer, job)
    return writer
  } catch (cause) {
    if (!format.fallback || !(cause instanceof ReadFailure)) throw cause
    return written(format.fallback, content, job)
  }
}

/** @returns the buffers of a result that are transferred instead of copied */
export function transferables(decoded: Decoded): ArrayBuffer[] {
  const { batch, large } = decoded
  if (large) return [large.buffer]
  const memory = batch?.bytes.buffer as ArrayBuffer | undefined
  // Empty batches share one buffer.
  return memory && memory.byteLength > 0 ? [memory] : []
}

/** @returns a failure as plain data, which can be sent between threads */
export function failureDataOf(cause: unknown): FailureData {
  if (cause instanceof NoSpool) {
    const { kind, message, exitCode } = cause
    return { kind, cause: message, transient: { exitCode, isGeneral: false } }
  }
  if (cause instanceof OverBounds) return { kind: 'parse', cause: cause.message }
  if (cause instanceof ReadFailure) {
    return { kind: cause.kind, cause: cause.message, line: cause.line }
  }
  return { kind: 'unknown', cause: String(cause) }
}
