import { type ExpectedBytes, type Mismatch, mismatchOf, VerifiedChunks } from '../objects/integrity.ts'
import type { ObjectBody } from '../walker/types.ts'

/** Verifies the body of an object as it is read. */
export class VerifiedBody implements ObjectBody {
  readonly size: number
  readonly #body: ObjectBody
  readonly #expected: ExpectedBytes
  #reading: { readonly mismatch: Mismatch | undefined } | undefined

  constructor(body: ObjectBody, expected: ExpectedBytes) {
    this.size = body.size
    this.#body = body
    this.#expected = expected
  }

  /** Known once the body has been read. */
  get mismatch(): Mismatch | undefined {
    return this.#reading?.mismatch
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#body.bytes()
    this.#reading = { mismatch: mismatchOf(this.#expected, bytes) }
    return bytes
  }

  chunks(): AsyncIterable<Uint8Array> {
    const chunks = new VerifiedChunks(this.#body.chunks(), this.#expected)
    this.#reading = chunks
    return chunks
  }
}
