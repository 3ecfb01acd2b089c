import { tooManyColumns } from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import { ESCAPED } from '../python/json-text.ts'

/** Most fields of a record, and columns of a table. No format of AWS has a hundred. */
export const MAX_FIELDS = 4096
/** A first record that is shorter than the others must not make the estimate absurd. */
const MAX_GROWTH = 8

/**
 * The fields of one record, as positions in the text that it was read from: nothing is copied. The reader refills the
 * same object for each record.
 */
export class Fields {
  /** The text, UTF-8. */
  readonly bytes: Buffer
  readonly view: DataView
  starts = new Uint32Array(64)
  ends = new Uint32Array(64)
  /** Number of fields; later entries of `starts` and `ends` have no meaning. */
  count = 0
  /** 0 if no field contains a byte that JSON escapes; otherwise one may. */
  escaped = 0
  readonly replaced: (Uint8Array | undefined)[] = []
  /** True if `replaced` holds anything. */
  hasReplaced = false
  /** Fields of earlier records that {@link takeCount} has not told yet, less those of this one that it has. */
  #untold = 0

  readonly #size: number

  /** @param size bytes of all records. Default: the text holds nothing else */
  constructor(bytes: Uint8Array, size = bytes.length) {
    this.#size = size
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** A field as text; undefined if the record has fewer fields. */
  text(index: number): string | undefined {
    if (index < 0 || index >= this.count) return undefined
    const replaced = this.replaced[index]
    if (replaced) return Buffer.from(replaced.buffer, replaced.byteOffset, replaced.length).toString()
    const start = this.starts[index] as number
    return Buffer.from(
      this.bytes.buffer,
      this.bytes.byteOffset + start,
      (this.ends[index] as number) - start,
    ).toString()
  }

  slice(start: number, end: number): string {
    return this.bytes.toString(this.escaped === 0 ? 'latin1' : 'utf8', start, end)
  }

  texts(): string[] {
    return Array.from({ length: this.count }, (_, index) => this.text(index) ?? '')
  }

  /** Estimates the size of all records of the text after this one became `size` bytes. */
  likelySize(size: number): number {
    const record = (this.ends[this.count - 1] ?? 0) - (this.starts[0] ?? 0) + 1
    return Math.ceil(this.#size * Math.min(size / record, MAX_GROWTH) * 1.05)
  }

  /** Replaces a field by another text, UTF-8. To keep a part of the field, move its start and end instead. */
  replace(index: number, value: Uint8Array): void {
    this.replaced[index] = value
    this.hasReplaced = true
    for (let at = 0; at < value.length; at++) this.escaped |= ESCAPED[value[at] as number] as number
  }

  /** For readers: starts a record. */
  clear(): void {
    this.cut(0)
    this.escaped = 0
    if (!this.hasReplaced) return
    this.replaced.fill(undefined)
    this.hasReplaced = false
  }

  /** For readers, and for types that add columns of their own: adds a field. */
  add(start: number, end: number): void {
    if (this.count === this.starts.length) this.#grow()
    this.starts[this.count] = start
    this.ends[this.count++] = end
  }

  /** Leaves out the fields from `count` on. */
  cut(count: number): void {
    this.#untold += this.count - count
    this.count = count
  }

  /** @returns how many fields were read since the last call, also those that were left out or read twice */
  takeCount(): number {
    const count = this.#untold + this.count
    this.#untold = -this.count
    return count
  }

  #grow(): void {
    const { starts, ends } = this
    if (starts.length >= MAX_FIELDS) throw new ReadFailure('parse', tooManyColumns(MAX_FIELDS))
    this.starts = new Uint32Array(starts.length * 2)
    this.ends = new Uint32Array(ends.length * 2)
    this.starts.set(starts)
    this.ends.set(ends)
  }
}
