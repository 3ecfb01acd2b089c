import { AwsFailure, exitCodeOf, TOO_SHORT } from '../aws/failure.ts'
import { ExitCode } from '../errors.ts'
import { isCompressed } from '../objects/expand.ts'
import type { Breach, Seal } from '../objects/seal.ts'
import type { ObjectBody, ObjectSource } from '../walker/types.ts'
import type { ObjectEvents, ObjectJob, PiecewiseReading, Reading } from './contract.ts'
import { HELD_TEXT } from './decode.ts'
import { DecodePool } from './decode-pool.ts'
import { readLargeText } from './large-text.ts'
import { readyEvents } from './object-events.ts'
import { SealedBody } from './sealed-body.ts'

/** Estimated bytes of decoded events that may wait for the sender. */
export const WAITING_BYTES = 12 * 1024 * 1024
/** Logs shrink about so much when compressed. */
const EXPANSION = 16
/** Compressed text of this size or more is not even fetched as a whole. */
const HELD_COMPRESSED = HELD_TEXT / 4

/** Beside the bundle that this code is in. */
const WORKER = new URL('./worker.mjs', import.meta.url)

/** What one fetch of an object has brought. */
interface Attempt {
  readonly events: ObjectEvents
  /** False: another fetch may bring something else. */
  readonly isCertain: boolean
  /** MD5 of what arrived, if it was not the one promised. */
  readonly md5?: string | undefined
}

interface Opened {
  readonly events: ObjectEvents
  readonly breach: Breach | undefined
}

/** Fetches objects and decodes them, those of a size on worker threads. */
export class ObjectReader {
  readonly #source: ObjectSource
  readonly #way: PiecewiseReading | DecodePool

  constructor(source: ObjectSource, reading: Reading) {
    this.#source = source
    this.#way = reading.kind === 'pieces' ? reading : new DecodePool(WORKER, reading)
  }

  /**
   * Reads an object until all of its events are known to be fine, or until it is known why they are not. Before it is
   * judged it is fetched once more, unless what arrived is surely what was stored.
   *
   * @param size bytes as stored, if known
   * @throws AwsFailure when no other object could be fetched either
   */
  async read(job: ObjectJob, size?: number): Promise<ObjectEvents> {
    const first = await this.#attempt(job, size)
    if (first.isCertain) return first.events
    await first.events.close()
    return (await this.#attempt(job, size, first.md5)).events
  }

  /** @param before MD5 of what arrived the time before */
  async #attempt(job: ObjectJob, size: number | undefined, before?: string): Promise<Attempt> {
    try {
      const body = await this.#source.get(job.bucket, job.key, size)
      // What a notification says of the size is a hint, and often wrong.
      const seal = { size: job.isSubscriber ? undefined : size, md5: body.md5, before }
      const { events, breach } = await this.#decoded(job, body, seal, size)
      const isFine = events.failure === undefined
      if (breach === undefined) return { events, isCertain: isFine || seal.md5 !== undefined }
      if (breach.isAgain && isFine) return { events, isCertain: true }
      await events.close()
      return { ...damaged(breach.cause), md5: breach.md5 }
    } catch (cause) {
      if (isBrokenOff(cause)) return damaged(cause.message)
      if (!concernsObject(cause)) throw cause
      return { events: passing(cause.message, exitCodeOf(cause.kind), cause.isGeneral), isCertain: true }
    }
  }

  async #decoded(job: ObjectJob, body: ObjectBody, seal: Seal, size = 0): Promise<Opened> {
    const way = this.#way
    const sealed = new SealedBody(body, seal)
    if (!(way instanceof DecodePool)) return opened(way.open, sealed, job)
    const { text, pieces } = way.reading
    const open = pieces?.(job)
    if (open) return opened(open, sealed, job)
    if (text && size >= (isCompressed(job.key) ? HELD_COMPRESSED : HELD_TEXT)) {
      return { events: await readLargeText(job, text, sealed.chunks()), breach: sealed.breach }
    }
    const decoded = await way.decode({ ...job, bytes: await body.bytes(), seal })
    const { large, breach } = decoded
    return { events: text && large ? await readLargeText(job, text, piecesOf(large)) : way.eventsOf(decoded), breach }
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    if (this.#way instanceof DecodePool) await this.#way.close()
  }
}

async function opened(open: PiecewiseReading['open'], body: SealedBody, { writer }: ObjectJob): Promise<Opened> {
  return { events: await open(body, writer), breach: body.breach }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Gone, not for us to read, or too slow: the next object may be fine. All other failures would meet it as well. */
function concernsObject(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && (!cause.isGeneral || cause.code === 'ETIMEDOUT')
}

/** Codes of a body that is not as its head has announced it, or of an object written anew while it is fetched. */
const BROKEN_OFF: ReadonlySet<string> = new Set([TOO_SHORT, 'InvalidRange', 'PreconditionFailed'])

function isBrokenOff(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && BROKEN_OFF.has(cause.code)
}

function damaged(cause: string): Attempt {
  return { events: passing(cause, ExitCode.unknown, false), isCertain: false }
}

function passing(cause: string, exitCode: ExitCode, isGeneral: boolean): ObjectEvents {
  return readyEvents({ failure: { kind: 'unknown', cause, passing: { exitCode, isGeneral } } })
}

/** Estimated bytes of an object's events. @param size bytes as stored */
export function expandedSize(key: string, size: number): number {
  return size * (isCompressed(key) ? EXPANSION : 1)
}
