import { findBucketType } from '../buckets/index.ts'
import type { EventBatch } from '../emit/types.ts'
import { expand } from '../objects/expand.ts'
import { ReadFailure, type ReadFailureKind } from '../objects/types.ts'
import { EventWriter, type WriterOptions } from '../transform/event-writer.ts'

/** An object to decode. Plain data: it crosses to a worker, its bytes by transfer. */
export interface DecodeJob {
  readonly type: string
  readonly bucket: string
  readonly key: string
  readonly trailPrefix: string
  /** As stored; empty once transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Bound on the expanded size, in bytes. */
  readonly maxObjectBytes: number
  readonly writer: WriterOptions
}

/** A {@link ReadFailure} as plain data. */
export interface FailureData {
  readonly kind: ReadFailureKind
  readonly cause: string
  readonly line?: string
}

/** What became of an object: its events, or why there are none; both where single records were bad. */
export interface Decoded {
  readonly batch?: EventBatch
  readonly failure?: FailureData
}

/** Expands, parses, shapes and serialises one object. All or nothing, and nothing but computing: no I/O. */
export function decode(job: DecodeJob): Decoded {
  const writer = new EventWriter(job.writer)
  try {
    const content = expand(job.bytes, job.key, job.maxObjectBytes)
    findBucketType(job.type)?.decode(content, writer, job)
    const batch = writer.finish()
    return writer.fault ? { batch, failure: plain(writer.fault) } : { batch }
  } catch (cause) {
    return { failure: plain(cause) }
  }
}

/** Buffers of a result that are handed over instead of copied. */
export function transferables(decoded: Decoded): ArrayBuffer[] {
  const { batch } = decoded
  return batch ? ([batch.bytes.buffer, batch.ends.buffer] as ArrayBuffer[]) : []
}

function plain(cause: unknown): FailureData {
  if (cause instanceof ReadFailure) {
    return { kind: cause.kind, cause: cause.message, ...(cause.line === undefined ? {} : { line: cause.line }) }
  }
  return { kind: 'unknown', cause: String(cause) }
}
