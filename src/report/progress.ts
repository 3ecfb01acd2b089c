import * as log from '../log.ts'
import * as messages from '../messages/report.ts'
import { monotonicMs } from '../monotonic-clock.ts'
import { type Tally, totalOf } from './tally.ts'

const SHOWN_EVERY_MS = 200
/** Milliseconds over which the rate is measured. */
const RATE_WINDOW_MS = 5_000

export class Progress {
  readonly #tally: Tally
  readonly #sent: () => number
  readonly #timer: NodeJS.Timeout
  #samples: { readonly at: number; readonly events: number }[] = []

  /** @param sent returns the number of events handed over so far, including those of the current object */
  constructor(tally: Tally, sent: () => number) {
    this.#tally = tally
    this.#sent = sent
    this.#timer = setInterval(() => this.#show(), SHOWN_EVERY_MS)
    this.#timer.unref()
  }

  close(): void {
    clearInterval(this.#timer)
    log.clearLive()
  }

  #show(): void {
    const now = monotonicMs()
    const events = this.#sent()
    this.#samples = [...this.#samples.filter(({ at }) => now - at < RATE_WINDOW_MS), { at: now, events }]
    const [first = { at: now, events }] = this.#samples
    const rate = now === first.at ? 0 : ((events - first.events) / (now - first.at)) * 1000
    const { objects, bytes } = totalOf(this.#tally.places)
    const { place, left } = this.#tally.current ?? {}
    const text = messages.progress({ place, objects, events, bytes, rate, left })
    log.showLive(text.slice(0, Math.max(1, (process.stderr.columns ?? 80) - 1)))
  }
}
