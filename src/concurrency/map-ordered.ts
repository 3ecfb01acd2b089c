/** Bounds of the items that are started and not yet consumed. */
export interface MapLimits<T, R = unknown> {
  readonly items: number
  /** Total weight. The item that the consumer waits for is always started. Default: no bound. */
  readonly weight?: number
  /** Weight of an item. Default: 0. */
  readonly weigh?: (item: T) => number
  /** Weight of a result, which replaces the estimate of {@link weigh}. Default: the estimate stays. */
  readonly measure?: (result: R) => number
}

/**
 * Applies `work` to several items concurrently, and yields the results in the order of the items. A failure is thrown in
 * its turn. Work that was started and is no longer needed is not aborted, and its result is dropped.
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
  // With nothing to wait for, the loop below would go round for ever, whatever the limits and the weights are.
  const hasRoom = () =>
    waiting.length === 0 || (waiting.length < limits.items && (limits.weight === undefined || weight < limits.weight))
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
    result.then(measure, () => {}) // A failure is thrown in its turn; until then it must not count as unhandled.
  }
  const pull = () => {
    next ??= Promise.resolve(iterator.next()).catch((cause: unknown) => new SourceFailure(cause))
    return next
  }
  try {
    while (!ended || waiting.length > 0) {
      if (!ended && hasRoom()) {
        const first = waiting[0]
        // The source may be slow (a listing): the consumer does not wait for it when a result is ready.
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

/** A failure of the source, thrown after all earlier results. */
class SourceFailure {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}
