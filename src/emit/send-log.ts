/** Events that were sent close together. */
export interface Sent {
  /** Milliseconds since the epoch, after the last of them. */
  at: number
  readonly began: number
  events: number
}

/** Milliseconds of one entry, and for which entries are kept (three readings of a state file). */
const GRAIN_MS = 20
const KEPT_MS = 15_000

/** The times of sent events, kept as long as a reading of the queue may be older. */
export class SendLog {
  #entries: Sent[] = []

  /** @param now after the last of the events; never earlier than in the previous call */
  add(events: number, now: number): void {
    const last = this.#entries.at(-1)
    if (last && now - last.began < GRAIN_MS) {
      last.events += events
      last.at = now
      return
    }
    this.#entries.push({ at: now, began: now, events })
    const oldest = this.#entries[0] as Sent
    if (now - oldest.at > 2 * KEPT_MS) this.#entries = this.#entries.filter(({ at }) => now - at <= KEPT_MS)
  }

  /** @returns the events sent between two moments, including those that may have been sent after the first */
  between(from: number, to: number): readonly Readonly<Sent>[] {
    const first = this.#entries.findLastIndex(({ at }) => at < from) + 1
    return this.#entries.slice(first).filter(({ at }) => at <= to)
  }
}
