/** Called when a signal is aborted. */
type Listener = () => void

const listeners = new WeakMap<AbortSignal, Set<Listener>>()

/**
 * Calls a function when the signal is aborted, at once if it is already. All functions share one listener of the signal: an
 * `EventTarget` takes more time for each than a set does, and every request has several.
 *
 * @returns a function that ends this
 */
export function onAbort(signal: AbortSignal, listener: Listener): () => void {
  if (signal.aborted) {
    listener()
    return () => {}
  }
  const known = listeners.get(signal) ?? listen(signal)
  known.add(listener)
  return () => void known.delete(listener)
}

function listen(signal: AbortSignal): Set<Listener> {
  const all = new Set<Listener>()
  listeners.set(signal, all)
  signal.addEventListener('abort', () => {
    for (const listener of all) listener()
    all.clear()
  })
  return all
}
