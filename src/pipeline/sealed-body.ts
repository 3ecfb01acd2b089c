import { type Breach, breachOf, type Seal, SealedChunks } from '../objects/seal.ts'
import type { ObjectBody } from '../walker/types.ts'

/** The body of an object, held against its seal as it is read. */
export class SealedBody implements ObjectBody {
  readonly size: number
  readonly lastModified: Date
  readonly #body: ObjectBody
  readonly #seal: Seal
  #reading: { readonly breach: Breach | undefined } | undefined

  constructor(body: ObjectBody, seal: Seal) {
    this.size = body.size
    this.lastModified = body.lastModified
    this.#body = body
    this.#seal = seal
  }

  /** Known when the body has been read. */
  get breach(): Breach | undefined {
    return this.#reading?.breach
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#body.bytes()
    this.#reading = { breach: breachOf(this.#seal, bytes) }
    return bytes
  }

  chunks(): AsyncIterable<Uint8Array> {
    const chunks = new SealedChunks(this.#body.chunks(), this.#seal)
    this.#reading = chunks
    return chunks
  }
}
