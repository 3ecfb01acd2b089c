import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Semaphore } from '../../concurrency/semaphore.ts'
import type { TokenBucket } from '../../concurrency/token-bucket.ts'
import { freeMemory } from '../../memory.ts'
import type { ObjectBody } from '../../walker/types.ts'
import { TOO_SHORT } from '../failure.ts'
import type { Range, RangeResponse } from './range-response.ts'

/** The operations of the object source that a download uses. */
export interface RangeSource {
  /** Starts a GET of a range and retries it until the head of a response arrives. @throws AwsFailure, signal.reason */
  open(range: Range): Promise<RangeResponse>
  /** @returns the AwsFailure of an error after the head, if it cannot be repaired */
  failure(cause: unknown): unknown
  readonly gets: Semaphore
  readonly bandwidth: TokenBucket
  /** Bytes of a range. */
  readonly chunkSize: number
  readonly signal?: AbortSignal | undefined
}

/** Ranges of one object that are fetched in advance of the reader. */
const RANGES_AHEAD = 4
/** A body that breaks off is resumed this often without a single new byte; one that is too slow, half as often. */
const MAX_STALLS = 3

/**
 * The body of an object. It resumes a body that breaks off, and fetches a large one in ranges, several at a time. It
 * holds the permit that its opener acquired, and releases it when the body is read to the end or given up.
 */
export class Download implements ObjectBody {
  readonly size: number
  readonly md5: string | undefined
  readonly #first: RangeResponse
  /** Number of bytes of the first response. */
  readonly #firstEnd: number
  readonly #source: RangeSource

  constructor(first: RangeResponse, firstEnd: number, source: RangeSource) {
    this.size = first.size
    this.md5 = first.md5
    this.#first = first
    this.#firstEnd = Math.min(firstEnd, first.size)
    this.#source = source
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    // Not zeroed: every byte is overwritten before the buffer is returned.
    const target = new Uint8Array(Buffer.allocUnsafeSlow(this.size).buffer)
    try {
      await this.#fill(this.#first, target.subarray(0, this.#firstEnd), 0)
      if (this.#firstEnd < this.size) for await (const [at, range] of this.#rest()) target.set(range, at)
      return target
    } finally {
      this.#source.gets.release()
    }
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#stream()
      for await (const [, range] of this.#rest()) yield range
    } finally {
      this.#first.response.destroy()
      this.#source.gets.release()
    }
  }

  /** The first response as it arrives. */
  async *#stream(): AsyncGenerator<Uint8Array> {
    const { bandwidth, signal } = this.#source
    let opened = this.#first
    for (let at = 0, stalls = 0; at < this.#firstEnd; ) {
      const before = at
      try {
        for await (const chunk of opened.response as AsyncIterable<Buffer>) {
          const pauseMs = bandwidth.take(chunk.length)
          if (pauseMs > 0) await sleep(pauseMs, undefined, { signal })
          at += chunk.length
          yield chunk
        }
        if (at < this.#firstEnd) throw tooShort()
      } catch (cause) {
        stalls = nextStalls(stalls, at - before, cause)
        opened = await this.#resume(at, this.#firstEnd, stalls, cause)
      }
    }
  }

  /** Fills the target with the part of the object that starts at `start`. */
  async #fill(first: RangeResponse, target: Uint8Array, start: number): Promise<void> {
    let opened = first
    for (let at = 0, stalls = 0; ; ) {
      const { bytes, cause } = await pour(opened.response, target.subarray(at), this.#source.bandwidth)
      at += bytes
      if (at === target.length) return
      stalls = nextStalls(stalls, bytes, cause)
      opened = await this.#resume(start + at, start + target.length, stalls, cause ?? tooShort())
    }
  }

  /** @param cause the reason why the last response ended before `end` */
  async #resume(first: number, end: number, stalls: number, cause: unknown): Promise<RangeResponse> {
    this.#source.signal?.throwIfAborted()
    if (stalls > MAX_STALLS) throw this.#source.failure(brokenOff(cause))
    return this.#open(first, end)
  }

  #open(first: number, end: number): Promise<RangeResponse> {
    const { etag } = this.#first
    return this.#source.open({ first, last: end - 1, etag })
  }

  /** The ranges after the first response, in order, with the offset of each. */
  async *#rest(): AsyncGenerator<readonly [number, Uint8Array]> {
    const { chunkSize, gets } = this.#source
    const running: { at: number; bytes: Promise<Uint8Array> }[] = []
    let next = this.#firstEnd
    const start = (own: boolean) => {
      const at = next
      next = Math.min(at + chunkSize, this.size)
      const bytes = this.#range(at, next).finally(() => own || gets.release())
      bytes.catch(() => {}) // It is awaited later.
      running.push({ at, bytes })
    }
    while (next < this.size || running.length > 0) {
      // The download can proceed with its own permit alone; it uses more if no other download waits for them.
      if (running.length === 0) start(true)
      while (next < this.size && running.length < RANGES_AHEAD && gets.tryAcquire()) start(false)
      const first = running.shift()
      if (first !== undefined) yield [first.at, await first.bytes]
    }
  }

  async #range(first: number, end: number): Promise<Uint8Array> {
    const target = new Uint8Array(end - first)
    await this.#fill(await this.#open(first, end), target, first)
    return target
  }
}

/** Copies a body into a buffer. The sender's surplus bytes are an error and are cut off. */
function pour(
  response: IncomingMessage,
  target: Uint8Array,
  bandwidth: TokenBucket,
): Promise<{ bytes: number; cause: unknown }> {
  return new Promise((resolve) => {
    let bytes = 0
    const done = (cause?: unknown) => resolve({ bytes, cause })
    response.on('data', (chunk: Buffer) => {
      const fits = chunk.subarray(0, target.length - bytes)
      target.set(fits, bytes)
      bytes += fits.length
      const pauseMs = bandwidth.take(chunk.length)
      freeMemory(chunk)
      if (pauseMs === 0) return
      response.pause()
      setTimeout(() => response.resume(), pauseMs)
    })
    response.on('end', () => done())
    response.on('error', done)
    response.on('close', () => done())
  })
}

/** Bytes of a slow body do not show that the next one will be faster. */
function nextStalls(stalls: number, bytes: number, cause: unknown): number {
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') return stalls + 2
  return bytes > 0 ? 0 : stalls + 1
}

const tooShort = () => new Error('the answer is shorter than announced')

/** The head arrived each time: the failure is about this object's body, not about the service. */
function brokenOff(cause: unknown): Error {
  return Object.assign(new Error((cause as Error).message), { code: TOO_SHORT })
}
