import type { Credentials } from '../transport/sign.ts'

/** Gives keys that are valid now. */
export type CredentialSource = () => Promise<Credentials>

/** Keys are renewed that long before their end, in milliseconds, or in the last quarter of a shorter life. */
const AHEAD = 5 * 60_000

/**
 * Keeps what a source gave, and asks it again shortly before the keys end. Callers at the same time share one request;
 * a renewal that fails is no failure as long as the old keys are good.
 */
export function renewing(source: CredentialSource, now: () => number = Date.now): CredentialSource {
  let keys: Credentials | undefined
  let renewAt = 0
  let asking: Promise<Credentials> | undefined
  const ask = async () => {
    try {
      keys = await source()
      const end = endOf(keys)
      renewAt = end - Math.min(AHEAD, (end - now()) / 4)
      return keys
    } catch (cause) {
      if (keys !== undefined && now() < endOf(keys)) return keys
      throw cause
    } finally {
      asking = undefined
    }
  }
  return async () => {
    if (keys !== undefined && now() < renewAt) return keys
    asking ??= ask()
    return asking
  }
}

/** Milliseconds since 1970; lasting keys never end. */
function endOf({ expiration }: Credentials): number {
  return expiration?.getTime() ?? Number.POSITIVE_INFINITY
}
