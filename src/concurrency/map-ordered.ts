/** How far ahead of its consumer a stage may work. */
export interface MapLimits<T, R = unknown> {
  /** Most items started and not yet consumed. */
  readonly items: number
  /** Most weight started and not yet consumed; the item the consumer waits for is always started. Default: no bound. */
  readonly weight?: number
  /** Weight of an item. Default 0. */
  readonly weigh?: (item: T) => number
  /** Weight of a result; that of its item was an estimate. Default: it was none. */
  readonly measure?: (result: R) => number
}

/**
 * Applies `work` to each item, several at a time, and yields the results in the order of the items: speed comes from
 * working ahead of the consumer, never from reordering. A failure is thrown when its turn comes; work that was
 * started and is no longer wanted is left to end by itself, unheard.
 */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  limits: MapLimits<T, R>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const waiting: { result: Promise<R>; weight: number }[] = []
  let weight = 0
  let next: Promise<IteratorResult<T> | SourceFailure> | undefined
  let ended = false
  let failure: SourceFailure | undefined
  const hasRoom = () => waiting.length < limits.items && (limits.weight === undefined || weight < limits.weight)
  const start = (item: T) => {
    const result = work(item)
    const entry = { result, weight: limits.weigh?.(item) ?? 0 }
    weight += entry.weight
    waiting.push(entry)
    const measure = (value: R) => {
      const estimate = entry.weight
      entry.weight = limits.measure?.(value) ?? estimate
      weight += entry.weight - estimate
    }
    result.then(measure, () => {}) // A failure's turn to be thrown comes later; until then it is not "unhandled".
  }
  const pull = () => {
    next ??= Promise.resolve(iterator.next()).catch((cause: unknown) => new SourceFailure(cause))
    return next
  }
  try {
    while (!ended || waiting.length > 0) {
      if (!ended && hasRoom()) {
        const first = waiting[0]
        // The source may be slow (a listing): do not make the consumer wait for it when a result is there.
        const got = first ? await Promise.race([pull(), first.result.then(ready, ready)]) : await pull()
        if (got !== READY) {
          next = undefined
          if (got instanceof SourceFailure) failure = got
          if (got instanceof SourceFailure || got.done) ended = true
          else start(got.value)
          continue
        }
      }
      const head = waiting.shift()
      if (!head) continue
      const value = await head.result
      weight -= head.weight
      yield value
    }
    if (failure) throw failure.cause
  } finally {
    await iterator.return?.()
  }
}

const READY = Symbol('ready')
const ready = (): typeof READY => READY

/** The source failed: thrown when all that came before it is consumed. */
class SourceFailure {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}
