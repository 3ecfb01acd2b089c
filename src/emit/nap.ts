/** Microseconds: as long as a brisk reader needs for several datagrams, and as long as nothing else may be kept waiting. */
const SHORTEST = 50
const LONGEST = 1000

/**
 * How long to let the reader work before it is offered more. The kernel's queue is short (10 datagrams by default), and
 * waking for each place in it costs both sides more than the datagram itself. So a nap should last until about half of
 * the places are free: what the last one freed tells how long the next one is to be.
 */
export class Nap {
  microseconds = SHORTEST
  /** Most datagrams that the kernel took in one call: the places of the queue, as far as they are known. */
  #places = 1

  /** @param taken datagrams that the kernel took; @param napped whether there was a nap before that call */
  learn(taken: number, napped: boolean): void {
    if (taken > this.#places) this.#places = taken
    if (!napped) return
    const share = taken / this.#places
    if (share < 0.35) this.microseconds = Math.min(LONGEST, this.microseconds * 1.5)
    else if (share > 0.65) this.microseconds = Math.max(SHORTEST, this.microseconds / 2)
  }
}
