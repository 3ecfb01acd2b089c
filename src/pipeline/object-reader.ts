import { AwsFailure, exitCodeOf, TOO_SHORT } from '../aws/failure.ts'
import { ExitCode } from '../errors.ts'
import { isCompressed } from '../objects/expand.ts'
import { overLimit } from '../objects/inflate.ts'
import type { ExpectedBytes, Mismatch } from '../objects/integrity.ts'
import { ReadFailure } from '../objects/types.ts'
import type { ObjectBody, ObjectSource } from '../walker/types.ts'
import type { ObjectEvents, ObjectJob, PiecewiseReading, Reading } from './contract.ts'
import { failureDataOf, MAX_HELD_BYTES, readyEvents } from './decode.ts'
import { DecodePool } from './decode-pool.ts'
import { readLargeText } from './large-text.ts'
import { VerifiedBody } from './verified-body.ts'

/** Estimated bytes of decoded events that may wait for the sender. */
export const WAITING_BYTES = 12 * 1024 * 1024
/** Bytes of the events being sent from which on no object is decoded ahead: two very large ones may not fit memory. */
export const CONSUMED_BYTES = 64 * 1024 * 1024
/** Estimated compression ratio of logs. */
const COMPRESSION_RATIO = 16
/** Compressed text of this size or more is read in blocks from the start. */
const MAX_HELD_COMPRESSED_BYTES = MAX_HELD_BYTES / 4

/** The worker's bundle, next to the bundle of this file. */
const WORKER = new URL('./worker.mjs', import.meta.url)

/** The result of one fetch of an object. */
interface Attempt {
  readonly events: ObjectEvents
  /** False: another fetch may have another result. */
  readonly isFinal: boolean
  /** MD5 of the bytes that arrived, if it was not the expected one. */
  readonly md5?: string | undefined
}

interface Opened {
  readonly events: ObjectEvents
  readonly mismatch: Mismatch | undefined
}

/** Fetches and decodes objects. */
export class ObjectReader {
  readonly #source: ObjectSource
  readonly #decoder: PiecewiseReading | DecodePool

  constructor(source: ObjectSource, reading: Reading) {
    this.#source = source
    this.#decoder = reading.kind === 'pieces' ? reading : new DecodePool(WORKER, reading)
  }

  /**
   * Reads an object. After a failure it is fetched once more, unless the bytes are known to be those that were stored.
   *
   * @param size bytes as stored, if known
   * @throws AwsFailure when every other object would fail, too
   */
  async read(job: ObjectJob, size?: number): Promise<ObjectEvents> {
    const first = await this.#attempt(job, size)
    if (first.isFinal) return first.events
    await first.events.close()
    return (await this.#attempt(job, size, first.md5)).events
  }

  /** @param earlierMd5 of the bytes of the first attempt, if they did not match */
  async #attempt(job: ObjectJob, size: number | undefined, earlierMd5?: string): Promise<Attempt> {
    try {
      // A second attempt asks for ranges: unlike the length of a body, their heads tell the size that is stored.
      const asked = earlierMd5 === undefined ? size : Number.POSITIVE_INFINITY
      const body = await this.#source.get(job.bucket, job.key, asked)
      // The size in a notification is often wrong.
      const expected = { size: job.isSubscriber ? undefined : size, md5: body.md5, earlierMd5 }
      const { events, mismatch } = await this.#decoded(job, body, expected, size)
      const isFine = events.failure === undefined
      const isFinal = isFine || expected.md5 !== undefined || events.failure?.transient !== undefined
      if (mismatch === undefined) return { events, isFinal }
      if (mismatch.isRepeated && isFine) return { events, isFinal: true }
      await events.close()
      return { ...damaged(mismatch.cause), md5: mismatch.md5 }
    } catch (cause) {
      if (cause instanceof ReadFailure) return { events: readyEvents({ failure: failureDataOf(cause) }), isFinal: true }
      if (isIncomplete(cause)) return damaged(cause.message)
      if (!isObjectError(cause)) throw cause
      return { events: transient(cause.message, exitCodeOf(cause.kind), cause.isGeneral), isFinal: true }
    }
  }

  async #decoded(job: ObjectJob, body: ObjectBody, expected: ExpectedBytes, size = 0): Promise<Opened> {
    const decoder = this.#decoder
    const verified = new VerifiedBody(body, expected)
    if (!(decoder instanceof DecodePool)) return opened(decoder.open, verified, job)
    const { text, pieces } = decoder.reading
    const open = pieces?.(job)
    if (open) return opened(open, verified, job)
    if (text && size >= (isCompressed(job.key) ? MAX_HELD_COMPRESSED_BYTES : MAX_HELD_BYTES)) {
      return { events: await readLargeText(job, text, verified.chunks(), body.size), mismatch: verified.mismatch }
    }
    if (body.size > job.maxObjectBytes) {
      await giveUp(body)
      throw overLimit()
    }
    const decoded = await decoder.decode({ ...job, bytes: await body.bytes(), expected })
    const { large, mismatch } = decoded
    return {
      events: text && large ? await readLargeText(job, text, piecesOf(large), large.length) : decoder.eventsOf(decoded),
      mismatch,
    }
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    if (this.#decoder instanceof DecodePool) await this.#decoder.close()
  }
}

async function opened(
  open: PiecewiseReading['open'],
  body: VerifiedBody,
  { writer, maxObjectBytes }: ObjectJob,
): Promise<Opened> {
  return { events: await open(body, writer, maxObjectBytes), mismatch: body.mismatch }
}

/** Ends the download of a body that is not wanted. */
async function giveUp(body: ObjectBody): Promise<void> {
  for await (const _ of body.chunks()) return
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** @returns whether a failure concerns one object (missing, denied, too slow). Others would also affect the next one */
function isObjectError(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && (!cause.isGeneral || cause.code === 'ETIMEDOUT')
}

/** Codes of an incomplete body, or of an object that is overwritten while it is fetched. */
const INCOMPLETE_CODES: ReadonlySet<string> = new Set([TOO_SHORT, 'InvalidRange', 'PreconditionFailed'])

function isIncomplete(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && INCOMPLETE_CODES.has(cause.code)
}

function damaged(cause: string): Attempt {
  return { events: transient(cause, ExitCode.unknown, false), isFinal: false }
}

function transient(cause: string, exitCode: ExitCode, isGeneral: boolean): ObjectEvents {
  return readyEvents({ failure: { kind: 'unknown', cause, transient: { exitCode, isGeneral } } })
}

/** @param size bytes as stored @returns estimated bytes of an object's events */
export function expandedSize(key: string, size: number): number {
  return size * (isCompressed(key) ? COMPRESSION_RATIO : 1)
}
