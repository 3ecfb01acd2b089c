import type { IncomingMessage } from 'node:http'
import type { Gate } from '../../pipeline/gate.ts'
import type { ObjectBody } from '../../walker/types.ts'
import type { Bandwidth } from './bandwidth.ts'

/** The range of an object that a GET asks for; `last` is inclusive. The entity tag makes sure that all parts are of one object. */
export interface Range {
  readonly first: number
  readonly last: number
  readonly etag?: string
}

/** The head of an object's answer, its body still to be read. */
export interface Part {
  readonly response: IncomingMessage
  /** Bytes of the object. */
  readonly size: number
  /** Bytes from the start of the object that the body begins with. */
  readonly offset: number
  readonly lastModified: Date
  readonly etag?: string
}

/** What a download needs of its source. */
export interface PartSource {
  /** Starts a GET of a range. Retried until the head of an answer is there. @throws AwsFailure */
  open(range: Range): Promise<Part>
  /** An error after the head: AwsFailure when it cannot be made good. */
  failed(cause: unknown): unknown
  readonly gate: Gate
  readonly bandwidth: Bandwidth
  /** Bytes of a range. */
  readonly chunkSize: number
}

/** Parts of one object that are fetched ahead of the reader. */
const WINDOW = 4
/** A body that breaks off is taken up again that often without a single new byte. */
const STALLS = 3

/**
 * The body of an object: what has broken off is taken up where it stopped; a large one comes in ranges, some at a time.
 * It holds the place in the gate that its opener took, and leaves it when read to the end or given up.
 */
export class Download implements ObjectBody {
  readonly size: number
  readonly lastModified: Date
  readonly #first: Part
  /** Bytes that the first answer brings. */
  readonly #firstEnd: number
  readonly #source: PartSource

  constructor(first: Part, firstEnd: number, source: PartSource) {
    this.size = first.size
    this.lastModified = first.lastModified
    this.#first = first
    this.#firstEnd = Math.min(firstEnd, first.size)
    this.#source = source
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    // Not zeroed, as every byte of it is written before anybody sees it.
    const target = new Uint8Array(Buffer.allocUnsafeSlow(this.size).buffer)
    try {
      await this.#fill(this.#first, target.subarray(0, this.#firstEnd), 0)
      for await (const [at, part] of this.#rest()) target.set(part, at)
      return target
    } finally {
      this.#source.gate.leave()
    }
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#stream()
      for await (const [, part] of this.#rest()) yield part
    } finally {
      this.#first.response.destroy()
      this.#source.gate.leave()
    }
  }

  /** The first answer as it arrives. */
  async *#stream(): AsyncGenerator<Uint8Array> {
    let part = this.#first
    for (let at = 0, stalls = 0; at < this.#firstEnd; ) {
      const before = at
      try {
        for await (const chunk of part.response as AsyncIterable<Buffer>) {
          const pause = this.#source.bandwidth.take(chunk.length)
          if (pause > 0) await sleep(pause)
          at += chunk.length
          yield chunk
        }
        if (at < this.#firstEnd) throw tooShort()
      } catch (cause) {
        stalls = at > before ? 0 : stalls + 1
        if (stalls > STALLS) throw this.#source.failed(cause)
        part = await this.#resume(at, this.#firstEnd)
      }
    }
  }

  /** Fills the target with the part of the object that starts at `start`. */
  async #fill(opened: Part, target: Uint8Array, start: number): Promise<void> {
    let part = opened
    for (let at = 0, stalls = 0; ; ) {
      const { bytes, cause } = await pour(part.response, target.subarray(at), this.#source.bandwidth)
      at += bytes
      if (at === target.length) return
      stalls = bytes > 0 ? 0 : stalls + 1
      if (stalls > STALLS) throw this.#source.failed(cause ?? tooShort())
      part = await this.#resume(start + at, start + target.length)
    }
  }

  #resume(first: number, end: number): Promise<Part> {
    const { etag } = this.#first
    return this.#source.open({ first, last: end - 1, ...(etag !== undefined && { etag }) })
  }

  /** What is behind the first answer, in ranges and in order, with the place of each. */
  async *#rest(): AsyncGenerator<readonly [number, Uint8Array]> {
    const { chunkSize, gate } = this.#source
    const running: { at: number; bytes: Promise<Uint8Array> }[] = []
    let next = this.#firstEnd
    const start = (own: boolean) => {
      const at = next
      next = Math.min(at + chunkSize, this.size)
      const bytes = this.#range(at, next).finally(() => own || gate.leave())
      bytes.catch(() => {}) // It is awaited in its turn.
      running.push({ at, bytes })
    }
    while (next < this.size || running.length > 0) {
      // The place of the download itself is enough to go on; more are used when nobody else wants them.
      if (running.length === 0) start(true)
      while (next < this.size && running.length < WINDOW && gate.tryEnter()) start(false)
      const first = running.shift()
      if (first !== undefined) yield [first.at, await first.bytes]
    }
  }

  async #range(first: number, end: number): Promise<Uint8Array> {
    const target = new Uint8Array(end - first)
    await this.#fill(await this.#resume(first, end), target, first)
    return target
  }
}

/** Copies a body into a buffer; more bytes than fit are an error of the sender and cut off. */
function pour(
  response: IncomingMessage,
  target: Uint8Array,
  bandwidth: Bandwidth,
): Promise<{ bytes: number; cause: unknown }> {
  return new Promise((resolve) => {
    let bytes = 0
    const done = (cause?: unknown) => resolve({ bytes, cause })
    response.on('data', (chunk: Buffer) => {
      const fits = chunk.subarray(0, target.length - bytes)
      target.set(fits, bytes)
      bytes += fits.length
      const pause = bandwidth.take(chunk.length)
      if (pause === 0) return
      response.pause()
      setTimeout(() => response.resume(), pause)
    })
    response.on('end', () => done())
    response.on('error', done)
    response.on('close', () => done())
  })
}

function tooShort(): Error {
  return Object.assign(new Error('the answer is shorter than announced'), { code: 'ECONNRESET' })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
