import type { Delivery } from './contract.ts'

/** Objects in a row that cannot be had: then it is not the objects. */
const MOST_IN_A_ROW = 20

/** Counts the objects that cannot be had, one after another. */
export class Refusals {
  #inARow = 0

  /** @returns whether the run must end, whatever becomes of a single object */
  count({ isObject, isRetry, failure }: Delivery): boolean {
    if (isObject && !isRetry) this.#inARow = failure?.passing ? this.#inARow + 1 : 0
    return this.#inARow >= MOST_IN_A_ROW
  }
}
