/** Lets a number of holders work at once; the others wait in the order in which they came. */
export class Semaphore {
  /** Negative after the number of permits was lowered: so many are to come back before one is given out. */
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(permits: number) {
    this.#free = permits
  }

  /** Waits for a permit. Each one is given back by one {@link release}. */
  async acquire(): Promise<void> {
    if (this.tryAcquire()) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Takes a permit if one is free, which means that nobody waits for it. */
  tryAcquire(): boolean {
    if (this.#free <= 0) return false
    this.#free -= 1
    return true
  }

  /** Does the work with a permit of its own. */
  async run<R>(work: () => Promise<R>): Promise<R> {
    await this.acquire()
    try {
      return await work()
    } finally {
      this.release()
    }
  }

  release(): void {
    this.addPermits(1)
  }

  /** How many wait for a permit. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** @param count more permits; negative: so many fewer, as they come back */
  protected addPermits(count: number): void {
    this.#free += count
    while (this.#free > 0 && this.#waiting.length > 0) {
      this.#free -= 1
      this.#waiting.shift()?.()
    }
  }
}
