import { findBucketType } from '../buckets/index.ts'
import type { BucketType } from '../buckets/types.ts'
import type { EventBatch } from '../emit/types.ts'
import { skipSpace } from '../json/space.ts'
import { expand } from '../objects/expand.ts'
import { OverLimit } from '../objects/inflate.ts'
import { ReadFailure, type ReadFailureKind } from '../objects/types.ts'
import { findSubscriber } from '../subscribers/index.ts'
import { EventWriter, type WriterOptions } from '../transform/event-writer.ts'

/** An object to decode. Plain data: it crosses to a worker, its bytes by transfer. */
export interface DecodeJob {
  /** Name of the bucket type, or of the subscriber. */
  readonly type: string
  /** Whether {@link type} is a subscriber's. Default: a bucket's. */
  readonly isSubscriber?: boolean
  readonly bucket: string
  readonly key: string
  readonly trailPrefix: string
  /** As stored; empty once transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Bound on the expanded size, in bytes. */
  readonly maxObjectBytes: number
  readonly writer: WriterOptions
}

/** What turns the expanded bytes of an object into events. */
export interface Format {
  readonly decode: BucketType['decode']
  /** In place of the job's own. */
  readonly writer?: Partial<WriterOptions>
  /** Tried when the bytes are not what this format asks for. */
  readonly otherwise?: Format
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
  /** The bytes of the job, nothing else: its text is too large to be held and must be read in blocks. */
  readonly large?: Uint8Array<ArrayBuffer>
}

/** Most bytes of text that are held at once, where the type can be read in blocks: its events are several times that. */
export const HELD_TEXT = 8 * 1024 * 1024

/** Expands, parses, shapes and serialises one object. All or nothing, and nothing but computing: no I/O. */
export function decode(job: DecodeJob): Decoded {
  const hasBlocks = !job.isSubscriber && findBucketType(job.type)?.text !== undefined
  const limit = hasBlocks ? Math.min(job.maxObjectBytes, HELD_TEXT) : job.maxObjectBytes
  try {
    const content = expand(job.bytes, job.key, limit)
    const writer = written(formatOf(job, content), content, job)
    if (writer.foundNothing && !isBlank(content)) writer.nothingFound()
    const batch = writer.finish()
    return writer.fault ? { batch, failure: plain(writer.fault) } : { batch }
  } catch (cause) {
    if (cause instanceof OverLimit && limit < job.maxObjectBytes) return { large: job.bytes }
    return { failure: plain(cause) }
  }
}

/** Nothing but white space: a file of no events, not one of another format. */
function isBlank(content: Uint8Array): boolean {
  return skipSpace(content, 0) === content.length
}

function formatOf(job: DecodeJob, content: Uint8Array): Format {
  const reading = job.isSubscriber ? findSubscriber(job.type)?.reading : undefined
  const format = reading?.kind === 'whole' ? reading.formatOf(content, job) : findBucketType(job.type)
  if (!format) throw new Error(`no format: ${job.type}`)
  return format
}

function written(format: Format, content: Uint8Array, job: DecodeJob): EventWriter {
  const writer = new EventWriter({ ...job.writer, ...format.writer })
  try {
    format.decode(content, writer, job)
    return writer
  } catch (cause) {
    if (!format.otherwise || !(cause instanceof ReadFailure)) throw cause
    return written(format.otherwise, content, job)
  }
}

/** Buffers of a result that are handed over instead of copied. */
export function transferables(decoded: Decoded): ArrayBuffer[] {
  const { batch, large } = decoded
  if (large) return [large.buffer]
  const memory = batch?.bytes.buffer as ArrayBuffer | undefined
  // Batches to which nothing was written share what they have.
  return memory && memory.byteLength > 0 ? [memory] : []
}

/** Why an object could not be read, as plain data. */
export function plain(cause: unknown): FailureData {
  if (cause instanceof ReadFailure) {
    return { kind: cause.kind, cause: cause.message, ...(cause.line === undefined ? {} : { line: cause.line }) }
  }
  return { kind: 'unknown', cause: String(cause) }
}
