/** Numbers that fit a typed array at once: such an array lies in the heap, where it costs nothing. */
const FIRST = 16

/** Ends of datagrams, outside of JavaScript's heap: that of a worker is small, and ends are millions. */
export class Ends {
  length = 0
  #ends = new Uint32Array(FIRST)

  push(end: number): void {
    if (this.length === this.#ends.length) {
      const more = new Uint32Array(2 * this.length)
      more.set(this.#ends)
      this.#ends = more
    }
    this.#ends[this.length++] = end
  }

  clear(): void {
    this.length = 0
  }

  /** @returns all of them; no more must be added */
  finish(): Uint32Array<ArrayBuffer> {
    return this.#ends.slice(0, this.length)
  }
}
