/** Bounds concurrent work. Waiting callers get permits in the order of their calls. */
export class Semaphore {
  /** Negative after the number of permits was lowered, until enough of them are released. */
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(permits: number) {
    this.#free = permits
  }

  /** Waits for a permit. Call {@link release} once for each. */
  async acquire(): Promise<void> {
    if (this.tryAcquire()) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Takes a permit if one is free. @returns true if it was */
  tryAcquire(): boolean {
    if (this.#free <= 0) return false
    this.#free -= 1
    return true
  }

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

  get waiting(): number {
    return this.#waiting.length
  }

  /** @param count permits to add; negative: permits to remove as they are released */
  protected addPermits(count: number): void {
    this.#free += count
    while (this.#free > 0 && this.#waiting.length > 0) {
      this.#free -= 1
      this.#waiting.shift()?.()
    }
  }
}
