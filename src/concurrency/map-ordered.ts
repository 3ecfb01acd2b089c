/** Bounds of the items that are started and not yet consumed. */
export interface MapLimits<T, R = unknown> {
  readonly items: number
  /** Total weight. The item that the consumer waits for is always started. Default: no bound. */
  readonly weight?: number
  /** Weight of an item. Default: 0. */
  readonly weigh?: (item: T) => number
  /** Nothing is started ahead of the consumer while the result that it works on weighs this much. Default: no bound. */
  readonly consumedWeight?: number
  /** Weight of a result, which replaces the estimate of {@link weigh}. Default: the estimate stays. */
  readonly measure?: (result: R) => number
}

/**
 * Applies `work` to several items concurrently, and yields the results in the order of the items. It goes on while the
 * consumer works on a result. A failure is thrown in its turn. Work that was started and is no longer needed is not
 * aborted, and its result is dropped.
 */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  limits: MapLimits<T, R>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const { weight: maxWeight = Number.POSITIVE_INFINITY, consumedWeight = Number.POSITIVE_INFINITY } = limits
  /** What is started and not yet consumed. The consumer may be working on the first. */
  const started: { result: Promise<R>; weight: number }[] = []
  let weight = 0
  let isConsuming = false
  let isPulling = false
  let hasEnded = false
  let failure: { readonly cause: unknown } | undefined
  let wake = () => {}

  const hasRoom = () => {
    const [first] = started
    if (isConsuming && first && first.weight >= consumedWeight) return false
    // With nothing to wait for, nothing else would start the next item, whatever the limits and the weights are.
    const isNextMissing = started.length === (isConsuming ? 1 : 0)
    return isNextMissing || (started.length < limits.items && weight < maxWeight)
  }
  const start = (item: T) => {
    const result = work(item)
    const entry = { result, weight: limits.weigh?.(item) ?? 0 }
    weight += entry.weight
    started.push(entry)
    const measure = (value: R) => {
      const estimate = entry.weight
      entry.weight = limits.measure?.(value) ?? estimate
      weight += entry.weight - estimate
      fill()
    }
    result.then(measure, () => {}) // A failure is thrown in its turn; until then it must not count as unhandled.
  }
  const pull = async () => {
    try {
      const { done, value } = await iterator.next()
      if (done) hasEnded = true
      else if (!hasEnded) start(value)
    } catch (cause) {
      failure = { cause }
      hasEnded = true
    }
  }
  const fill = () => {
    if (isPulling || hasEnded || !hasRoom()) return
    isPulling = true
    void pull().then(() => {
      isPulling = false
      wake()
      fill()
    })
  }

  try {
    for (;;) {
      fill()
      const head = started[0]
      if (head) {
        const value = await head.result
        isConsuming = true
        fill()
        yield value
        isConsuming = false
        started.shift()
        weight -= head.weight
      } else if (hasEnded) break
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    if (failure) throw failure.cause
  } finally {
    hasEnded = true
    await iterator.return?.()
  }
}
