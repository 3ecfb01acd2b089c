import type { Delivery } from './contract.ts'

/** After this many transient failures in a row, the objects are not the cause. */
const MAX_IN_A_ROW = 20

/** Counts objects in a row that cannot be fetched. */
export class ConsecutiveFailures {
  #inARow = 0

  /** @returns true if the run must end, even with `--skip_on_error` */
  count({ isObject, isRetry, failure }: Delivery): boolean {
    if (isObject && !isRetry) this.#inARow = failure?.transient ? this.#inARow + 1 : 0
    return this.#inARow >= MAX_IN_A_ROW
  }
}
