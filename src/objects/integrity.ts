import { createHash, hash } from 'node:crypto'
import * as messages from '../messages/object.ts'

/** Size and MD5 of an object, as far as they are known before its bytes arrive. */
export interface ExpectedBytes {
  /** Bytes, as listed. Default: not known. */
  readonly size?: number | undefined
  /** MD5, hexadecimal. Default: not known. */
  readonly md5?: string | undefined
  /** MD5 of the bytes of an earlier attempt that did not match. Default: this is the first attempt. */
  readonly earlierMd5?: string | undefined
}

/** Bytes that arrived are not those that were stored. */
export interface Mismatch {
  readonly cause: string
  /** MD5 of the bytes that arrived, if one was expected. */
  readonly md5?: string | undefined
  /** The earlier attempt got the same bytes: if they can be decoded, the ETag of the store is not an MD5. */
  readonly isRepeated: boolean
}

/** @returns undefined: the bytes match what is known of them */
export function mismatchOf(expected: ExpectedBytes, bytes: Uint8Array): Mismatch | undefined {
  return compare(expected, bytes.length, expected.md5 === undefined ? undefined : hash('md5', bytes, 'hex'))
}

function compare(
  { size, md5: expected, earlierMd5 }: ExpectedBytes,
  arrived: number,
  md5: string | undefined,
): Mismatch | undefined {
  // The MD5 proves it, even if the object was overwritten since it was listed.
  if (expected !== undefined && md5 === expected) return undefined
  if (size !== undefined && arrived !== size)
    return { cause: messages.otherLength(arrived, size), md5, isRepeated: false }
  return expected === undefined ? undefined : { cause: messages.otherMd5(), md5, isRepeated: md5 === earlierMd5 }
}

/** Verifies the bytes of an object as they arrive. Read once. */
export class VerifiedChunks implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterable<Uint8Array>
  readonly #expected: ExpectedBytes
  #mismatch: Mismatch | undefined

  constructor(chunks: AsyncIterable<Uint8Array>, expected: ExpectedBytes) {
    this.#chunks = chunks
    this.#expected = expected
  }

  /** Known once reading has ended. */
  get mismatch(): Mismatch | undefined {
    return this.#mismatch
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const md5 = createHash('md5')
    const iterator = this.#chunks[Symbol.asyncIterator]()
    let size = 0
    const next = async () => {
      const { done, value } = await iterator.next()
      if (done) return undefined
      if (this.#expected.md5 !== undefined) md5.update(value)
      size += value.length
      return value
    }
    try {
      for (let chunk = await next(); chunk; chunk = await next()) yield chunk
    } finally {
      // A reader that stops early has found bad content. The rest shows whether the stored object is bad.
      while (await next());
      this.#mismatch = compare(this.#expected, size, this.#expected.md5 === undefined ? undefined : md5.digest('hex'))
    }
  }
}
