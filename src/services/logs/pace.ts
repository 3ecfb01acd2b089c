import { setTimeout as sleep } from 'node:timers/promises'
import { AwsFailure } from '../../aws/failure.ts'

export interface PaceOptions {
  /** Most calls at a time. */
  readonly most: number
  /** Milliseconds to wait after a call that was refused; doubled for each further refusal of the same call. Default 500. */
  readonly pause?: number
  /** Milliseconds without any success after which throttling is an error. Default five minutes. */
  readonly patience?: number
  /** Told how many calls at a time are made from now on, when there must be fewer than ever before. */
  readonly onSlower?: (calls: number) => void
}

const LONGEST_PAUSE = 10_000
/** Milliseconds in which all refusals count as one: they answer calls that were made at the same time. */
const SAME_REFUSAL = 1000

/**
 * The pace of all calls to a region: as many at a time as the service takes. Throttling, after the client has used up
 * its retries, halves the number and is tried again; success raises it slowly. So a low quota makes a run slow and
 * never makes it fail.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export class Pace {
  readonly #options: Required<PaceOptions>
  readonly #line: (() => void)[] = []
  #limit: number
  #lowest: number
  #running = 0
  #lastCut = Number.NEGATIVE_INFINITY
  /** When the first refusal since the last success came. */
  #refusedSince: number | undefined

  constructor(options: PaceOptions) {
    this.#options = { pause: 500, patience: 300_000, onSlower: () => {}, ...options }
    this.#limit = options.most
    this.#lowest = options.most
  }

  /** Makes a call when its turn comes. @throws what the call throws; throttling only when patience has run out */
  async run<T>(call: () => Promise<T>): Promise<T> {
    for (let pause = this.#options.pause; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await this.#enter()
      try {
        const answer = await call()
        this.#faster()
        return answer
      } catch (cause) {
        if (!(cause instanceof AwsFailure) || cause.kind !== 'throttled' || !this.#slower()) throw cause
      } finally {
        this.#leave()
      }
      await sleep(pause)
    }
  }

  async #enter(): Promise<void> {
    while (this.#running >= Math.floor(this.#limit)) await new Promise<void>((go) => this.#line.push(go))
    this.#running++
  }

  #leave(): void {
    this.#running--
    for (let free = Math.floor(this.#limit) - this.#running; free > 0; free--) this.#line.shift()?.()
  }

  #faster(): void {
    this.#refusedSince = undefined
    this.#limit = Math.min(this.#options.most, this.#limit + 1 / this.#limit)
  }

  /** @returns whether it makes sense to try again */
  #slower(): boolean {
    const now = performance.now()
    this.#refusedSince ??= now
    if (now - this.#lastCut >= SAME_REFUSAL) {
      this.#lastCut = now
      this.#limit = Math.max(1, Math.floor(this.#limit / 2))
      if (this.#limit < this.#lowest) this.#options.onSlower(this.#limit)
      this.#lowest = Math.min(this.#lowest, this.#limit)
    }
    return now - this.#refusedSince < this.#options.patience
  }
}
