import type { EventBatch } from '../emit/types.ts'
import { skipSpace } from '../json/space.ts'
import { expand } from '../objects/expand.ts'
import { OverLimit } from '../objects/inflate.ts'
import { type Breach, breachOf, type Seal } from '../objects/seal.ts'
import { ReadFailure } from '../objects/types.ts'
import { EventWriter } from '../transform/event-writer.ts'
import type { FailureData, Format, ObjectJob, WholeReading } from './contract.ts'

/** An object and its bytes, which cross to a worker by transfer. */
export interface DecodeJob extends ObjectJob {
  /** As stored; empty once transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What the bytes are held against first. Default: nothing. */
  readonly seal?: Seal
}

/** What became of an object: its events, or why there are none; both where single records were bad. */
export interface Decoded {
  readonly batch?: EventBatch
  readonly failure?: FailureData
  /** The bytes of the job, nothing else: its text is too large to be held and must be read in blocks. */
  readonly large?: Uint8Array<ArrayBuffer>
  /** The bytes are not those that were stored. Nothing else, unless they came so the time before. */
  readonly breach?: Breach
}

/** Most bytes of text that are held at once, where the type can be read in blocks: its events are several times that. */
export const HELD_TEXT = 8 * 1024 * 1024

/** Expands, parses, shapes and serialises one object. All or nothing, and nothing but computing: no I/O. */
export function decode(job: DecodeJob, reading: WholeReading): Decoded {
  const breach = job.seal && breachOf(job.seal, job.bytes)
  if (breach) return breach.isAgain ? { ...contentOf(job, reading), breach } : { breach }
  return contentOf(job, reading)
}

function contentOf(job: DecodeJob, { formatOf, text }: WholeReading): Decoded {
  const limit = text ? Math.min(job.maxObjectBytes, HELD_TEXT) : job.maxObjectBytes
  try {
    const content = expand(job.bytes, job.key, limit)
    const writer = written(formatOf(content, job), content, job)
    if (writer.foundNothing && !isBlank(content)) writer.nothingFound()
    const batch = writer.finish()
    if (content.buffer !== job.bytes.buffer) free(content)
    return writer.fault ? { batch, failure: plain(writer.fault) } : { batch }
  } catch (cause) {
    if (cause instanceof OverLimit && limit < job.maxObjectBytes) return { large: job.bytes }
    return { failure: plain(cause) }
  }
}

/** Smaller buffers may share memory with others, and are cheap. */
const OWN_MEMORY = Math.max(64 * 1024, Buffer.poolSize + 1)

/** Gives large memory back at once: waiting for the garbage collector costs a quarter of a run of small files. */
function free({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= OWN_MEMORY) buffer.transfer(0)
}

/** Nothing but white space: a file of no events, not one of another format. */
function isBlank(content: Uint8Array): boolean {
  return skipSpace(content, 0) === content.length
}

function written(format: Format, content: Uint8Array, job: ObjectJob): EventWriter {
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
