/**
 * Samples a few of very many items evenly, without knowing how many will come: the first one, then every nth, where n
 * grows with their number. The same items always give the same sample.
 */
export class EvenSample<T> {
  readonly #max: number
  #stride = 1
  #seen = 0
  #items: T[] = []

  /** @param max largest number of kept items; at least half as many are kept once that many have come */
  constructor(max: number) {
    this.#max = max
  }

  add(item: T): void {
    if (this.#seen++ % this.#stride !== 0) return
    if (this.#items.length === this.#max) {
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
