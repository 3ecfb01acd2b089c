import type { Delivery } from './contract.ts'

/** After so many transient failures in a row, the cause is not the single object. */
const MAX_IN_A_ROW = 20

/** Counts the objects in a row that cannot be fetched. */
export class ConsecutiveFailures {
  #inARow = 0

  /** @returns true if the run must end, even if single objects may be skipped */
  count({ isObject, isRetry, failure }: Delivery): boolean {
    if (isObject && !isRetry) this.#inARow = failure?.transient ? this.#inARow + 1 : 0
    return this.#inARow >= MAX_IN_A_ROW
  }
}
