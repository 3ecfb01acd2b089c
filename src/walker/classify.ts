import type { WalkRules } from '../buckets/contract.ts'
import type { Line } from '../log.ts'
import * as messages from '../messages/bucket.ts'
import { startCheck } from './key-forms.ts'
import type { ObjectEntry, PartitionContext } from './types.ts'

/** The reasons why a listed object is taken or skipped. */
export type Reason =
  /** Its key ends in a slash, as that of a folder does. */
  | 'folder'
  /** It failed before: the retry list has it. */
  | 'retried'
  /** Another partition lists it, and decides about it. */
  | 'other-partition'
  /** Its key does not have the form of the type's keys. */
  | 'other-prefix'
  | 'other-type'
  | 'processed'
  /** It has no date and is within the look-back: an earlier run took it when it was new. */
  | 'undated'
  | 'reparsed'
  | 'new'

export interface Decision {
  readonly isTaken: boolean
  readonly reason: Reason
  readonly lines: readonly Line[]
}

/** @returns the function that decides about each object of a partition; nothing else decides which ones are taken */
export function classifier(
  type: Pick<WalkRules, 'form' | 'skipLevel' | 'createdDate'>,
  context: PartitionContext,
): (entry: ObjectEntry, isProcessed: boolean) => Decision {
  const { options, marker, partition } = context
  const startsRight = startCheck(partition.form ?? type.form)
  return (entry, isProcessed) => {
    const { key } = entry
    if (key.endsWith('/')) return skip('folder')
    if (context.retried.has(key)) return skip('retried')
    const isOurs = key.includes(partition.flowLogId ?? '') && startsRight(key.slice(partition.prefix.length))
    if (!isOurs) {
      return partition.isUnclaimed?.(key) === false
        ? skip('other-partition')
        : skip('other-prefix', { level: 3, text: messages.otherPrefix(key) })
    }
    const isInLookback = key <= marker.lookbackEnd
    if (isProcessed && !options.reparse) {
      return skip('processed', { level: isInLookback ? 3 : (type.skipLevel ?? 1), text: messages.skipped(key) })
    }
    if (context.isForeign(key)) return skip('other-type', { level: 3, text: messages.otherType(key) })
    const found: Line = { level: 2, text: messages.found(key) }
    if (isProcessed) return take('reparsed', { level: 1, text: messages.processedBefore(key) }, found)
    // A key without a date never gets a row: every run would take it again while it is within the look-back.
    if (isInLookback && 'reason' in type.createdDate(entry)) return skip('undated')
    if (!context.isFutureDated(key)) return take('new', found)
    return take('new', found, { level: 1, text: messages.datedAhead(key) })
  }
}

const skip = (reason: Reason, ...lines: Line[]): Decision => ({ isTaken: false, reason, lines })
const take = (reason: Reason, ...lines: Line[]): Decision => ({ isTaken: true, reason, lines })

/** @returns true if the key of an object shows that it does not belong to the type */
export const isPassedOver = (reason: Reason): boolean => reason === 'other-prefix' || reason === 'other-type'
