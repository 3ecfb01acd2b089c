import { ExitCode, RunError } from '../errors.ts'
import { asciiJson } from '../json/ascii-json.ts'
import * as log from '../log.ts'
import * as messages from '../messages/report.ts'
import type { Beginning, EndingReport, Outcome, PassedOver, Place, Subject } from './contract.ts'

const NOTHING: Outcome = { sent: 0, discarded: 0, failed: 0, tooLong: 0 }

export interface DryRunOptions {
  /** True to print JSON, one object on each line. */
  readonly isJson: boolean
  /** The removals of such a run, as text. Default: none. */
  readonly removes?: string | undefined
}

/** Prints what a run would do: a line for each object, stream or message, then the total. */
export class DryRunReport implements EndingReport {
  readonly #options: DryRunOptions
  /** The outcomes so far of what is handed over in parts, by name. */
  readonly #parts = new Map<string, Outcome>()
  #objects = 0
  #passedOver = 0
  #total = NOTHING

  constructor(options: DryRunOptions) {
    this.#options = options
  }

  began({ name, after }: Beginning, place: Place): void {
    this.#print({ action: 'list', name, ...place, after }, messages.listed(name, after))
  }

  passedOver({ name, reason }: PassedOver, place: Place): void {
    this.#passedOver++
    this.#print({ action: 'pass', name, ...place, reason }, messages.passed(name, reason))
  }

  handedOver({ name, why = 'new', bytes, newest, isPart }: Subject, outcome: Outcome, place: Place): void {
    this.#total = sum(this.#total, outcome)
    const whole = sum(this.#parts.get(name) ?? NOTHING, outcome)
    if (isPart) this.#parts.set(name, whole)
    if (isPart) return
    this.#parts.delete(name)
    const { failure } = whole
    const time = newest === undefined ? undefined : new Date(newest).toISOString()
    const about = { name, ...place, why, bytes, newest: time, ...countsOf(whole), failure }
    if (failure === undefined) {
      this.#objects++
      this.#print({ action: 'take', ...about }, messages.taken(name, why, whole))
    } else this.#print({ action: 'fail', ...about }, messages.unreadable(name, failure, whole))
  }

  async close(): Promise<void> {}

  finish(): void {
    const { removes } = this.#options
    const counts = { objects: this.#objects, passedOver: this.#passedOver, ...countsOf(this.#total), removes }
    this.#print({ action: 'total', ...counts }, messages.total(this.#objects, this.#passedOver, this.#total, removes))
  }

  /** @throws RunError 141 if nobody reads any more */
  #print(value: object, text: string): void {
    if (!log.resultIsRead(this.#options.isJson ? asciiJson(value) : text)) throw new RunError(ExitCode.brokenPipe, [])
  }
}

const countsOf = ({ sent: events, discarded, failed, tooLong }: Outcome) => ({ events, discarded, failed, tooLong })

function sum(a: Outcome, b: Outcome): Outcome {
  return {
    sent: a.sent + b.sent,
    discarded: a.discarded + b.discarded,
    failed: a.failed + b.failed,
    tooLong: a.tooLong + b.tooLong,
    failure: a.failure ?? b.failure,
  }
}
