import { AwsFailure } from '../aws/failure.ts'
import type { Failures } from '../delivery/failures.ts'
import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import { isRegionUnavailable } from '../services/region-unavailable.ts'

/** Decides whether the failure of a region ends the run. */
export class RegionFailures {
  readonly #failures: Failures
  readonly #isDiscovered: boolean
  #closed: Error | undefined
  /** True if a region could be used, even if reading it failed. */
  #isAnyOpen = false
  /** True once AWS has answered, even with an error: DNS works. */
  #hasAnswered = false
  /** True if the previous region could not be reached. */
  #isUnreached = false

  /** @param isDiscovered true if no flag and no profile names the regions */
  constructor(failures: Failures, isDiscovered: boolean) {
    this.#failures = failures
    this.#isDiscovered = isDiscovered
  }

  wasRead(): void {
    this.#isAnyOpen = true
    this.#hasAnswered = true
    this.#isUnreached = false
  }

  /**
   * Prints the failure of a region and lets the run continue.
   *
   * @throws failures of the manager's queue or the state; RunError if the previous region could not be reached either
   */
  failed(region: string, cause: unknown): void {
    const failure = cause instanceof RunError ? cause.cause : cause
    if (!(failure instanceof AwsFailure)) throw cause
    const isUnreached = failure.kind === 'unreachable'
    if (this.#isDiscovered && isRegionUnavailable(cause, this.#hasAnswered)) {
      this.#closed ??= cause
      log.debug(1, messages.regionSkipped(region, cause.message))
    } else {
      this.#failures.add(cause)
      if (isUnreached && this.#isUnreached) this.#failures.throwFirst()
      this.#isUnreached = isUnreached
      this.#isAnyOpen = true
    }
    this.#hasAnswered ||= !isUnreached
  }

  /** Call it after all regions. @throws RunError, AwsFailure if no region can be used */
  end(): void {
    if (this.#closed && !this.#isAnyOpen) throw this.#closed
  }
}
