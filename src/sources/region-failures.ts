import { AwsFailure } from '../aws/failure.ts'
import type { Failures } from '../delivery/failures.ts'
import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import { isClosedRegion } from '../services/closed-region.ts'

/** Decides what the failure of a region means for the others. */
export class RegionFailures {
  readonly #failures: Failures
  readonly #isDiscovered: boolean
  #closed: Error | undefined
  /** A region could be used, though not all of it may have been read. */
  #isAnyOpen = false
  /** AWS has answered, if only with a refusal: names of hosts can be looked up. */
  #hasAnswered = false
  /** The region before could not be reached. */
  #isUnreached = false

  /** @param isDiscovered nobody asked for the regions by name */
  constructor(failures: Failures, isDiscovered: boolean) {
    this.#failures = failures
    this.#isDiscovered = isDiscovered
  }

  /** A region was read. */
  wasRead(): void {
    this.#isAnyOpen = true
    this.#hasAnswered = true
    this.#isUnreached = false
  }

  /**
   * Tells of the failure and lets the run go on.
   *
   * @throws what is no matter of this region: the queue, the state, a second region in a row that cannot be reached
   */
  failed(region: string, cause: unknown): void {
    const failure = cause instanceof RunError ? cause.cause : cause
    if (!(failure instanceof AwsFailure)) throw cause
    const isUnreached = failure.kind === 'unreachable'
    if (this.#isDiscovered && isClosedRegion(cause, this.#hasAnswered)) {
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

  /** When all regions were tried. @throws when none of them can be used */
  end(): void {
    if (this.#closed && !this.#isAnyOpen) throw this.#closed
  }
}
