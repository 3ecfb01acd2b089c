import type { CredentialProvider, Credentials } from '../transport/sign.ts'

/** Keys are refreshed this long before they expire, or in the last quarter of a shorter life. */
const REFRESH_BEFORE_MS = 5 * 60_000

/**
 * Caches the keys of a provider and refreshes them shortly before they expire. Concurrent callers share one request.
 * While the cached keys are valid, a failed refresh is not an error.
 *
 * @param now the time in milliseconds since 1970
 */
export function refreshing(provider: CredentialProvider, now: () => number = Date.now): CredentialProvider {
  let cached: Credentials | undefined
  let refreshAt = 0
  let pending: Promise<Credentials> | undefined
  const refresh = async () => {
    try {
      cached = await provider()
      const end = expiryOf(cached)
      refreshAt = end - Math.min(REFRESH_BEFORE_MS, (end - now()) / 4)
      return cached
    } catch (cause) {
      if (cached !== undefined && now() < expiryOf(cached)) return cached
      throw cause
    } finally {
      pending = undefined
    }
  }
  return async () => {
    if (cached !== undefined && now() < refreshAt) return cached
    pending ??= refresh()
    return pending
  }
}

/** @returns milliseconds since 1970; infinity for keys that do not expire */
function expiryOf({ expiration }: Credentials): number {
  return expiration?.getTime() ?? Number.POSITIVE_INFINITY
}
