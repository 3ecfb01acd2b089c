import type { Credentials } from './sign.ts'

/** Gives keys that are valid now. */
export type CredentialSource = () => Promise<Credentials>

/** Keys are renewed that long before their end, in milliseconds, or in the last quarter of a shorter life. */
const AHEAD = 5 * 60_000

/**
 * Keeps what a source gave, and asks it again shortly before the keys end. Callers at the same time share one request.
 */
export function renewing(source: CredentialSource, now: () => number = Date.now): CredentialSource {
  let current: Promise<Credentials> | undefined
  let renewAt = Number.POSITIVE_INFINITY
  return () => {
    if (current !== undefined && now() < renewAt) return current
    renewAt = Number.POSITIVE_INFINITY
    const asked = source()
    current = asked
    asked.then(
      ({ expiration }) => {
        if (expiration === undefined) return
        const life = expiration.getTime() - now()
        renewAt = expiration.getTime() - Math.min(AHEAD, life / 4)
      },
      () => {
        if (current === asked) current = undefined
      },
    )
    return asked
  }
}
