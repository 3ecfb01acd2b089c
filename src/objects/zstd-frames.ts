// RFC 8878, section 3.1: the lengths that zstd frames declare.

const SKIPPABLE = 0x184d2a50
const DATA_FRAME = 0xfd2fb528
/** Bytes of the dictionary id, and of the content size, by their flags in the frame header. */
const ID_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]
const IS_SINGLE_SEGMENT = 0x20
const HAS_CHECKSUM = 4
const RUN_LENGTH = 1

/**
 * Follows the frames of bytes that are already expanded. Node passes over the first bytes of a magic number, whatever
 * follows them.
 */
export class ZstdFrames {
  readonly #walk = walk()
  #field: number[] = []
  /** Bytes up to the next field, and of it. */
  #skip = 0
  #wanted: number
  #isLost = false

  constructor() {
    this.#wanted = this.#next([])
  }

  /** Whether the bytes end within the magic number of a frame. */
  get isCut(): boolean {
    return this.#field.length > 0
  }

  /** Whether there are bytes that start no frame. */
  get isLost(): boolean {
    return this.#isLost
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const skipped = Math.min(this.#skip, bytes.length - at)
      this.#skip -= skipped
      at += skipped
      const byte = bytes[at++]
      if (byte === undefined) return
      this.#field.push(byte)
      if (this.#field.length < this.#wanted) continue
      this.#wanted = this.#next(this.#field)
      this.#field = []
    }
  }

  #next(field: readonly number[]): number {
    const { value } = this.#walk.next(field)
    this.#isLost = value === undefined
    this.#skip = value?.skip ?? Number.POSITIVE_INFINITY
    return value?.wanted ?? 0
  }
}

interface Step {
  /** Bytes before the next field. */
  readonly skip: number
  /** Bytes of it. */
  readonly wanted: number
}

function* walk(): Generator<Step, undefined, readonly number[]> {
  for (let skip = 0; ; ) {
    const magic = numberOf(yield { skip, wanted: 4 })
    if (magic >>> 4 === SKIPPABLE >>> 4) skip = numberOf(yield { skip: 0, wanted: 4 })
    else if (magic === DATA_FRAME) skip = yield* blocks()
    else return undefined
  }
}

/** @returns the bytes after the header of the last block */
function* blocks(): Generator<Step, number, readonly number[]> {
  const [flags = 0] = yield { skip: 0, wanted: 1 }
  const isSingle = (flags & IS_SINGLE_SEGMENT) !== 0
  const sizeBytes = SIZE_BYTES[flags >> 6] || (isSingle ? 1 : 0)
  let skip = (isSingle ? 0 : 1) + (ID_BYTES[flags & 3] ?? 0) + sizeBytes
  for (;;) {
    const header = numberOf(yield { skip, wanted: 3 })
    skip = ((header >> 1) & 3) === RUN_LENGTH ? 1 : header >> 3
    if (header & 1) return skip + (flags & HAS_CHECKSUM ? 4 : 0)
  }
}

/** Little-endian. */
function numberOf(field: readonly number[]): number {
  return field.reduceRight((number, byte) => number * 256 + byte, 0)
}
