/**
 * A few of very many items, spread evenly over them, without knowing how many will come: the first one, and one of each
 * so many that follow. The same items always give the same sample.
 */
export class EvenSample<T> {
  readonly #most: number
  #stride = 1
  #seen = 0
  #items: T[] = []

  /** @param most items that are kept; half as many at least once so many have come */
  constructor(most: number) {
    this.#most = most
  }

  add(item: T): void {
    if (this.#seen++ % this.#stride !== 0) return
    if (this.#items.length === this.#most) {
      this.#items = this.#items.filter((_, at) => at % 2 === 0)
      this.#stride *= 2
      if ((this.#seen - 1) % this.#stride !== 0) return
    }
    this.#items.push(item)
  }

  get items(): readonly T[] {
    return this.#items
  }
}
