/**
 * Reads items from a source before they are needed, while the waiting items weigh less than the bound. A failure of the
 * source is thrown in its turn.
 */
export class Prefetch<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = []
  readonly #bound: number
  readonly #weigh: (item: T) => number
  #weight = 0
  #ended = false
  #failure: { readonly cause: unknown } | undefined
  /** Wakes the side that waits: the source for capacity, or the consumer for an item. */
  #wake = () => {}

  constructor(source: AsyncIterable<T>, bound: number, weigh: (item: T) => number) {
    this.#bound = bound
    this.#weigh = weigh
    void this.#fill(source)
  }

  get weight(): number {
    return this.#weight
  }

  /** Waits for the first item, or for the end. */
  async ready(): Promise<void> {
    while (this.#waiting.length === 0 && !this.#ended) await this.#change()
  }

  /** @returns the next item, if it has been read */
  peek(): T | undefined {
    return this.#waiting[0]
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#waiting.shift()
      if (item !== undefined) {
        this.#weight -= this.#weigh(item)
        this.#wake()
        yield item
      } else if (this.#ended) break
      else await this.#change()
    }
    if (this.#failure) throw this.#failure.cause
  }

  async #fill(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        this.#waiting.push(item)
        this.#weight += this.#weigh(item)
        this.#wake()
        while (this.#weight >= this.#bound) await this.#change()
      }
    } catch (cause) {
      this.#failure = { cause }
    }
    this.#ended = true
    this.#wake()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
