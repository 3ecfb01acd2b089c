import { AwsFailure } from '../aws/failure.ts'
import { isCompressed } from '../objects/expand.ts'
import type { ObjectSource } from '../walker/types.ts'
import type { ObjectEvents, ObjectJob, PiecewiseReading, Reading } from './contract.ts'
import { HELD_TEXT } from './decode.ts'
import { DecodePool } from './decode-pool.ts'
import { readLargeText } from './large-text.ts'

/** Estimated bytes of decoded events that may wait for the sender. */
export const WAITING_BYTES = 12 * 1024 * 1024
/** Logs shrink about so much when compressed. */
const EXPANSION = 16
/** Compressed text of this size or more is not even fetched as a whole. */
const HELD_COMPRESSED = HELD_TEXT / 4

/** Beside the bundle that this code is in. */
const WORKER = new URL('./worker.mjs', import.meta.url)

/** Fetches objects and decodes them, those of a size on worker threads. */
export class ObjectReader {
  readonly #source: ObjectSource
  readonly #way: PiecewiseReading | DecodePool

  constructor(source: ObjectSource, reading: Reading) {
    this.#source = source
    this.#way = reading.kind === 'pieces' ? reading : new DecodePool(WORKER, reading)
  }

  /**
   * Reads an object until all of its events are known to be fine, or until it is known why they are not.
   *
   * @param size bytes as stored, if known
   * @throws AwsFailure
   */
  async read(job: ObjectJob, size = 0): Promise<ObjectEvents> {
    const way = this.#way
    const body = await this.#source.get(job.bucket, job.key, size)
    if (!(way instanceof DecodePool)) return way.open(body, job.writer)
    const { text, pieces } = way.reading
    const open = pieces?.(job)
    if (open) return open(body, job.writer)
    if (text && size >= (isCompressed(job.key) ? HELD_COMPRESSED : HELD_TEXT)) {
      return readLargeText(job, text, body.chunks())
    }
    const decoded = await way.decode({ ...job, bytes: await body.bytes() })
    return text && decoded.large ? readLargeText(job, text, piecesOf(decoded.large)) : way.eventsOf(decoded)
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    if (this.#way instanceof DecodePool) await this.#way.close()
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Gone, or not for us to read: the next object may be fine. All other failures would meet it as well. */
export function concernsObject(cause: unknown): cause is AwsFailure {
  return cause instanceof AwsFailure && !cause.isGeneral
}

/** Estimated bytes of an object's events. @param size bytes as stored */
export function expandedSize(key: string, size: number): number {
  return size * (isCompressed(key) ? EXPANSION : 1)
}
