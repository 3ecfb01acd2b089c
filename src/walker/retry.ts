import { mapOrdered } from '../concurrency/map-ordered.ts'
import * as messages from '../messages/bucket.ts'
import type { Retry } from './state-contract.ts'
import type { BucketContext, ObjectEntry, PartitionContext, Step } from './types.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Delay before the third attempt; it doubles with each further one. */
const FIRST_DELAY_MS = 10 * MINUTE_MS
const MAX_DELAY_MS = 6 * 60 * MINUTE_MS
/** An object that fails for a week is given up. */
const GIVEN_UP_AFTER_MS = 7 * DAY_MS
/** Retries of one partition in one run. */
const MAX_RETRIES = 100

/**
 * @param before the retry that has failed; undefined at the first failure
 * @param now    milliseconds since 1970
 * @returns the next retry: in the next run after the first failure, then after growing delays
 */
export function failedAgain(before: Retry | undefined, key: string, reason: string, now: number): Retry {
  const attempts = (before?.attempts ?? 0) + 1
  const delayMs = attempts === 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (attempts - 2), MAX_DELAY_MS)
  return { key, reason, firstSeen: before?.firstSeen ?? now, attempts, nextAttempt: now + delayMs }
}

/** @param now milliseconds since 1970 @returns true if an object that fails again is given up */
export function isGivenUp(retry: Retry, now: number): boolean {
  return now - retry.firstSeen >= GIVEN_UP_AFTER_MS
}

/** Yields the objects of a partition whose retry is due, the longest overdue first. */
export async function* retrySteps(
  { context, retries }: { readonly context: PartitionContext; readonly retries: readonly Retry[] },
  { connection, bucket, retries: list }: BucketContext,
): AsyncGenerator<Step, void, undefined> {
  const now = Date.now()
  const due = retries.filter(({ nextAttempt }) => nextAttempt <= now)
  const tried = due.toSorted((a, b) => a.nextAttempt - b.nextAttempt).slice(0, MAX_RETRIES)
  const waiting = retries.filter((retry) => !tried.includes(retry))
  const passedOver = waiting.map(({ key: name }) => ({ name, reason: 'retried-later' }) as const)
  if (passedOver.length > 0) yield { kind: 'lines', lines: [], context, passedOver }
  const items = connection.tuning.maxConcurrentRequests
  const entries = mapOrdered(tried, { items }, async (retry) => ({ retry, entry: await entryOf(retry) }))
  for await (const { retry, entry } of entries) {
    if (context.isStopped) return
    // An earlier run may have sent it before it was killed.
    const isSent = (await context.state.processed(retry.key, retry.key)).size > 0
    if (isSent) {
      await list.remove(context.partition, retry.key)
      continue
    }
    yield { kind: 'object', lines: [{ level: 1, text: messages.tryingAgain(retry.key) }], context, entry, retry }
  }

  /** @returns the entry as listed now; an object that is gone is requested nevertheless, to get its error */
  async function entryOf({ key, firstSeen }: Retry): Promise<ObjectEntry> {
    const { objects } = await connection.objects.list({ bucket, prefix: key })
    return objects.find((entry) => entry.key === key) ?? { key, size: 0, lastModified: new Date(firstSeen) }
  }
}
