import * as messages from '../messages/event.ts'
import type { BatchBuilder } from './batch-builder.ts'
import type { WriterOptions } from './contract.ts'
import { DiscardRule } from './discard.ts'

/** Counts the events that the operator's rule discards, and logs each decision. */
export class DiscardLog {
  readonly rule: DiscardRule | undefined
  readonly #options: WriterOptions
  readonly #batch: BatchBuilder
  #hasLoggedSlow = false

  constructor(options: WriterOptions, batch: BatchBuilder) {
    this.rule = DiscardRule.of(options.discard ?? {}, options.object, () => this.#logSlow())
    this.#options = options
    this.#batch = batch
  }

  /** True if a decision changes or logs anything; otherwise events need not be examined. */
  get isWatching(): boolean {
    return this.rule !== undefined || this.#options.debugLevel >= 3
  }

  /** Logs the decision on an event whose field was matched. @returns true if the event is discarded */
  byField(isMatch: boolean | undefined): boolean {
    const { rule } = this
    const { debugLevel, discard, label } = this.#options
    if (isMatch && rule) {
      this.#batch.discard()
      this.#batch.line(2, messages.discardedByField(rule.regex, rule.field ?? 'None', label))
      return true
    }
    // A service that has its own name in these lines prints nothing without a rule.
    if (debugLevel >= 3 && (rule || label === undefined)) {
      this.#batch.line(3, messages.keptByField(discard?.regex, discard?.field, label))
    }
    return false
  }

  /** Matches a text as a whole, and logs the decision. @returns true if the event is discarded */
  byText(text: string): boolean {
    const { rule } = this
    if (rule?.matchesText(text)) {
      this.#batch.discard()
      this.#batch.line(2, messages.discardedByText(rule.regex))
      return true
    }
    if (this.#options.debugLevel >= 3) this.#batch.line(3, messages.keptByText(rule?.regex))
    return false
  }

  #logSlow(): void {
    const { regex = '' } = this.#options.discard ?? {}
    if (!this.#hasLoggedSlow)
      this.#batch.line('warning', messages.regexTooSlow(regex, this.#options.object?.logFile ?? ''))
    this.#hasLoggedSlow = true
  }
}
