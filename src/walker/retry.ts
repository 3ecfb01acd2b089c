import { mapOrdered } from '../concurrency/map-ordered.ts'
import * as messages from '../messages/bucket.ts'
import type { Retry, RetryList } from './state-contract.ts'
import type { ObjectEntry, Step, Walk, WalkContext } from './types.ts'

/** For walks that only look. */
export const NO_RETRIES: RetryList = { of: async () => [], save: async () => {}, remove: async () => {} }

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** From the third attempt on; doubled with each one. */
const FIRST_DELAY_MS = 10 * MINUTE_MS
const LONGEST_DELAY_MS = 6 * 60 * MINUTE_MS
/** What has not come right in a week will not. */
const GIVEN_UP_AFTER_MS = 7 * DAY_MS
/** Of a partition in one run. */
const MOST_RETRIES = 100

/**
 * What is remembered of an object that could not be fetched: the next run tries it, later ones less and less often.
 *
 * @param now milliseconds since 1970
 */
export function failedAgain(before: Retry | undefined, key: string, reason: string, now: number): Retry {
  const attempts = (before?.attempts ?? 0) + 1
  const delayMs = attempts === 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (attempts - 2), LONGEST_DELAY_MS)
  return { key, reason, firstSeen: before?.firstSeen ?? now, attempts, nextAttempt: now + delayMs }
}

/** Whether another failure of an object is its last. @param now milliseconds since 1970 */
export function isGivenUp(retry: Retry, now: number): boolean {
  return now - retry.firstSeen >= GIVEN_UP_AFTER_MS
}

/** The objects of a partition whose time has come to be tried again, those first that wait longest. */
export async function* retrySteps(
  { walk, retries }: { readonly walk: Walk; readonly retries: readonly Retry[] },
  { connection, bucket, retries: list }: WalkContext,
): AsyncGenerator<Step, void, undefined> {
  const now = Date.now()
  const due = retries.filter(({ nextAttempt }) => nextAttempt <= now)
  const tried = due.toSorted((a, b) => a.nextAttempt - b.nextAttempt).slice(0, MOST_RETRIES)
  const items = connection.tuning.maxConcurrentRequests
  const entries = mapOrdered(tried, { items }, async (retry) => ({ retry, entry: await entryOf(retry) }))
  for await (const { retry, entry } of entries) {
    if (walk.isStopped) return
    // A run that was killed may have sent it.
    const isSent = (await walk.state.processed(retry.key, retry.key)).size > 0
    if (isSent) {
      await list.remove(walk.partition, retry.key)
      continue
    }
    yield { kind: 'object', lines: [{ level: 1, text: messages.tryingAgain(retry.key) }], walk, entry, retry }
  }

  /** As it is now: it may have been written anew. One that is gone is asked for all the same, for its error. */
  async function entryOf({ key, firstSeen }: Retry): Promise<ObjectEntry> {
    const { objects } = await connection.objects.list({ bucket, prefix: key })
    return objects.find((entry) => entry.key === key) ?? { key, size: 0, lastModified: new Date(firstSeen) }
  }
}
