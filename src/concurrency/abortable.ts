import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a promise that cannot be aborted itself, no longer than until the signal is.
 *
 * @throws signal.reason
 */
export function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** @throws signal.reason */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return abortable(delay(milliseconds), signal)
}

/**
 * The items of a source, no longer than until the signal is aborted. A source that is left early is told, but not waited
 * for: it may be waiting for something that nobody can abort.
 *
 * @throws signal.reason
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await abortable(iterator.next(), signal)
      if (next.done) return
      signal.throwIfAborted()
      yield next.value
    }
  } finally {
    iterator.return?.().catch(() => {})
  }
}
