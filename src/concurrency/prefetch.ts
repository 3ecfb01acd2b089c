/**
 * Takes items from a source before they are asked for, as long as those that wait weigh less than the bound. What the
 * source throws is thrown when its turn comes.
 */
export class Prefetch<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = []
  readonly #bound: number
  readonly #weigh: (item: T) => number
  #weight = 0
  #ended = false
  #failure: { readonly cause: unknown } | undefined
  /** Wakes whichever side waits: the source's for room, or the consumer's for an item. */
  #wake = () => {}

  constructor(source: AsyncIterable<T>, bound: number, weigh: (item: T) => number) {
    this.#bound = bound
    this.#weigh = weigh
    void this.#fill(source)
  }

  /** Of the items that wait. */
  get weight(): number {
    return this.#weight
  }

  /** Waits for the first item, or for the end. */
  async ready(): Promise<void> {
    while (this.#waiting.length === 0 && !this.#ended) await this.#change()
  }

  /** The next item, if it is there already. */
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
