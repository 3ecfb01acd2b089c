/** Lets a number of holders in at once; the others wait in the order in which they came. */
export class Gate {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  /** Waits for a place. Each place taken is given back by one {@link leave}. */
  async enter(): Promise<void> {
    if (this.tryEnter()) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Takes a place if one is free and nobody waits for it. */
  tryEnter(): boolean {
    if (this.#free === 0) return false
    this.#free -= 1
    return true
  }

  /** Does the work in a place of its own. */
  async run<R>(work: () => Promise<R>): Promise<R> {
    await this.enter()
    try {
      return await work()
    } finally {
      this.leave()
    }
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}
