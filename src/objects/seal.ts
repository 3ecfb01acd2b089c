import { createHash, hash } from 'node:crypto'
import * as messages from '../messages/object.ts'

/** What tells whether the bytes that arrived are those that were stored. */
export interface Seal {
  /** Bytes, as a listing has them. Default: not known. */
  readonly size?: number | undefined
  /** MD5, hexadecimal. Default: not known. */
  readonly md5?: string | undefined
  /** MD5 of what arrived the time before, which was not the one promised. */
  readonly before?: string | undefined
}

/** How the bytes differ from those that were stored. */
export interface Breach {
  readonly cause: string
  /** MD5 of what arrived, if one was promised. */
  readonly md5?: string | undefined
  /** It came so the time before, too: if the content is fine, the store's ETag is no MD5. */
  readonly isAgain: boolean
}

/** @returns undefined when the bytes are those that were stored, as far as that can be told */
export function breachOf(seal: Seal, bytes: Uint8Array): Breach | undefined {
  return compare(seal, bytes.length, seal.md5 === undefined ? undefined : hash('md5', bytes, 'hex'))
}

function compare({ size, md5: promised, before }: Seal, arrived: number, md5: string | undefined): Breach | undefined {
  // A proof: that the object was written anew since it was listed does not matter then.
  if (promised !== undefined && md5 === promised) return undefined
  if (size !== undefined && arrived !== size) return { cause: messages.otherLength(arrived, size), md5, isAgain: false }
  return promised === undefined ? undefined : { cause: messages.otherMd5(), md5, isAgain: md5 === before }
}

/** The bytes of an object as they arrive, held against its seal. Read once. */
export class SealedChunks implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterable<Uint8Array>
  readonly #seal: Seal
  #breach: Breach | undefined

  constructor(chunks: AsyncIterable<Uint8Array>, seal: Seal) {
    this.#chunks = chunks
    this.#seal = seal
  }

  /** Known when reading has ended. */
  get breach(): Breach | undefined {
    return this.#breach
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const md5 = createHash('md5')
    const iterator = this.#chunks[Symbol.asyncIterator]()
    let size = 0
    const next = async () => {
      const { done, value } = await iterator.next()
      if (done) return undefined
      if (this.#seal.md5 !== undefined) md5.update(value)
      size += value.length
      return value
    }
    try {
      for (let chunk = await next(); chunk; chunk = await next()) yield chunk
    } finally {
      // Whoever stops early has met bad content: the rest tells whether it is the object's own.
      while (await next());
      this.#breach = compare(this.#seal, size, this.#seal.md5 === undefined ? undefined : md5.digest('hex'))
    }
  }
}
