import { untilAborted } from '../concurrency/abortable.ts'
import type { EventBatch } from '../emit/types.ts'
import { RunError } from '../errors.ts'
import * as log from '../log.ts'
import { flushed } from '../output.ts'
import { NOWHERE, type Outcome } from '../report/contract.ts'
import type { Run } from '../run.ts'
import type { Delivery } from './contract.ts'
import { skipOrStop } from './skip-or-stop.ts'

/**
 * Prints, sends, counts and commits one delivery after another. All events pass through this loop. If it is killed,
 * nothing is lost, and at most the events of one delivery are sent twice. A run that ends early first finishes the
 * current delivery, if a second is enough for that.
 *
 * @throws RunError, AwsFailure, signal.reason
 */
export async function deliver(run: Run, deliveries: AsyncIterable<Delivery>): Promise<void> {
  const consecutive = new ConsecutiveFailures()
  let isUnderWay = false
  const signalNow = () => (isUnderWay ? run.finishing : run.signal)
  for await (const delivery of untilAborted(deliveries, signalNow)) {
    for (const line of delivery.lines) log.print(line)
    await flushed(signalNow())
    const { begins, passedOver = [], place = NOWHERE } = delivery
    if (begins) run.report.began(begins, place)
    for (const each of passedOver) run.report.passedOver(each, place)
    await handOver(run, delivery, consecutive)
    isUnderWay = delivery.isContinued ?? false
  }
}

async function handOver(run: Run, delivery: Delivery, consecutive: ConsecutiveFailures): Promise<void> {
  const { counts } = run
  const before = countsOf(run)
  const lostBefore = lostSoFar(run)
  const isOver = consecutive.count(delivery)
  const { batches, isPostponed, stopped } = whatToSend(delivery, run.options.output.skipOnError && !isOver)
  try {
    if (stopped && (isOver || !delivery.abandon)) throw stopped
    const isRead = Symbol.asyncIterator in batches
    // What is still read, or matched, may take longer than an ending run waits.
    const sent = isRead ? untilAborted(batches, () => run.finishing) : batches
    for await (const batch of sent) await send(run, batch, delivery.isQuoted)
  } finally {
    await delivery.close?.()
  }
  if (delivery.isObject) counts.objects++
  if (delivery.failure) counts.failed++
  const { subject, place = NOWHERE } = delivery
  if (subject) run.report.handedOver(subject, outcomeOf(delivery, before, countsOf(run)), place)
  if (stopped) await delivery.abandon?.(stopped)
  else if (isPostponed && delivery.postpone) await delivery.postpone()
  else await delivery.commit?.(lostSoFar(run) === lostBefore)
}

function countsOf({ counts: { discarded, failed }, emitter }: Run) {
  const { sent, tooLong } = emitter.counts
  return { discarded, failed, sent, tooLong }
}

type RunCounts = ReturnType<typeof countsOf>

function outcomeOf({ failure }: Delivery, before: RunCounts, after: RunCounts): Outcome {
  return {
    sent: after.sent - before.sent,
    discarded: after.discarded - before.discarded,
    failed: after.failed - before.failed,
    tooLong: after.tooLong - before.tooLong,
    failure: failure?.cause,
  }
}

interface WhatToSend {
  /** The events, or their replacement. */
  readonly batches: Iterable<EventBatch> | AsyncIterable<EventBatch>
  /** True if it is tried again later. Default: false. */
  readonly isPostponed?: boolean
  readonly stopped?: RunError
}

function whatToSend({ batches = [], failure }: Delivery, skipOnError: boolean): WhatToSend {
  try {
    return failure ? skipOrStop(failure, skipOnError) : { batches }
  } catch (cause) {
    if (cause instanceof RunError) return { batches: [], stopped: cause }
    throw cause
  }
}

async function send({ emitter, counts }: Run, batch: EventBatch, quoted = false): Promise<void> {
  await emitter.send(batch, { quoted })
  counts.discarded += batch.discarded
  counts.failed += batch.failed
}

/** @returns the number of events and objects that were not handed over so far, whose originals are not deleted */
function lostSoFar({ counts, emitter }: Run): number {
  return counts.failed + emitter.counts.tooLong
}

/** After this many transient failures in a row, the objects are not the cause. */
const MAX_IN_A_ROW = 20

/** Counts objects in a row that cannot be fetched. */
class ConsecutiveFailures {
  #inARow = 0

  /** @returns true if the run must end, even with `--skip_on_error` */
  count({ isObject, isRetry, failure }: Delivery): boolean {
    if (isObject && !isRetry) this.#inARow = failure?.transient ? this.#inARow + 1 : 0
    return this.#inARow >= MAX_IN_A_ROW
  }
}
