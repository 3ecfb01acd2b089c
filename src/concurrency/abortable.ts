import { setTimeout as delay } from 'node:timers/promises'
import { onAbort } from './on-abort.ts'

/** Waits for a promise that cannot be aborted, or until the signal is aborted. @throws signal.reason */
export function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => reject(signal.reason))
    // Not with `finally`, which makes two more promises: this is called several times for each request.
    promise.then(
      (value) => {
        stopListening()
        resolve(value)
      },
      (cause) => {
        stopListening()
        reject(cause)
      },
    )
  })
}

/** Waits for a time, or until the signal is aborted. @throws signal.reason */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return abortable(delay(milliseconds), signal)
}

/**
 * Yields the items of a source until the signal is aborted that is current while the next item is awaited. The source is then
 * closed without waiting for it, since it may wait for something that cannot be aborted.
 *
 * @throws signal.reason
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signalNow: () => AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const signal = signalNow()
      const next = await abortable(iterator.next(), signal)
      if (next.done) return
      signal.throwIfAborted()
      yield next.value
    }
  } finally {
    iterator.return?.().catch(() => {})
  }
}
