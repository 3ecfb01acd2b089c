/** Microseconds: what a brisk reader needs for a few datagrams, and what all other work can be kept waiting. */
const SHORTEST = 50
const LONGEST = 1000
/** Share of the places that a nap should free: with fewer, waking costs too much; with more, the queue may run empty. */
const LEAST_FREED = 0.2
const MOST_FREED = 0.4

/**
 * How long to let the reader work before it is offered more. The kernel's queue is short (10 datagrams by default), and
 * waking for each place in it costs both sides more than the datagram: what the last nap freed tells how long the next
 * one is to be.
 */
export class Nap {
  microseconds = SHORTEST
  /** Most datagrams that the kernel took in one call: the places of the queue, as far as they are known. */
  #places = 1

  /**
   * @param taken  datagrams that the kernel took
   * @param napped whether there was a nap before
   */
  learn(taken: number, napped: boolean): void {
    this.#places = Math.max(this.#places, taken)
    if (!napped) return
    const freed = taken / this.#places
    if (freed < LEAST_FREED) this.microseconds = Math.min(LONGEST, this.microseconds * 1.5)
    else if (freed > MOST_FREED) this.microseconds = Math.max(SHORTEST, this.microseconds / 2)
  }
}
