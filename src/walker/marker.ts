import type { BucketType } from '../buckets/contract.ts'
import { addDays, type Day } from './day.ts'
import type { KeyForm } from './key-forms.ts'
import type { Marker } from './types.ts'

/** All that the start of a listing depends on. */
export interface MarkerInput {
  readonly type: Pick<BucketType, 'rewind' | 'looksBack'>
  /** How the keys of the partition go on behind its prefix. */
  readonly form: KeyForm
  /** What every key of the partition starts with. */
  readonly prefix: string
  readonly onlyLogsAfter?: Day | undefined
  readonly today: Day
  readonly reparse: boolean
  /** Days behind the last key that are looked at again; 0: none. */
  readonly lookbackDays: number
  /** Greatest and smallest key of the state under the prefix. */
  readonly lastKey?: string | undefined
  readonly oldestKey?: string | undefined
}

/** Decides where to start; see "Marker" in docs/contract.md, "Late files" in docs/improvements.md. */
export function markerOf(input: MarkerInput): Marker {
  const { type, prefix, lastKey, reparse } = input
  const asked = datePoint(input, input.onlyLogsAfter)
  const continuing = lastKey !== undefined && !reparse
  const marker = continuing ? larger(lastKey, asked) : (asked ?? firstPoint(input))
  const rewound = type.rewind?.(marker, prefix, input.lookbackDays)
  const start = rewound?.startAfter ?? marker
  const back = continuing && marker === lastKey ? lookbackPoint(input, lastKey) : undefined
  return {
    shown: continuing && input.form.isSorted === false ? lastKey : marker,
    ...(rewound?.line === undefined ? {} : { line: rewound.line }),
    startAfter: back !== undefined && back < start ? back : start,
    quietUntil: start,
  }
}

/**
 * The key behind which rows must stay in the state, because the next run looks at those objects again; none when
 * nothing is looked at again.
 */
export function windowStart(input: MarkerInput): string | undefined {
  if (input.lastKey === undefined) return undefined
  const back = lookbackDate(input, input.lastKey)
  const rewound = input.type.rewind?.(input.lastKey, input.prefix, input.lookbackDays)?.startAfter
  if (back === undefined || rewound === undefined) return back ?? rewound
  return back < rewound ? back : rewound
}

/** First run, or reparse without a date: the day of the first file processed, as the documentation says; else today. */
function firstPoint(input: MarkerInput): string {
  const first = input.reparse && input.oldestKey ? dayOf(input, input.oldestKey) : undefined
  return datePoint(input, first ?? input.today)
}

/** Never before the date asked for, nor before the oldest row: what was pruned must not come back as a duplicate. */
function lookbackPoint(input: MarkerInput, lastKey: string): string | undefined {
  const back = lookbackDate(input, lastKey)
  if (back === undefined) return undefined
  return larger(larger(back, datePoint(input, input.onlyLogsAfter)), input.oldestKey)
}

function lookbackDate(input: MarkerInput, lastKey: string): string | undefined {
  if (input.lookbackDays === 0 || input.type.looksBack === false) return undefined
  const day = dayOf(input, lastKey)
  return day && datePoint(input, addDays(day, -input.lookbackDays))
}

function datePoint(input: MarkerInput, day: Day): string
function datePoint(input: MarkerInput, day: Day | undefined): string | undefined
function datePoint(input: MarkerInput, day: Day | undefined): string | undefined {
  return day && input.prefix + input.form.marker(day)
}

function dayOf({ form, prefix }: MarkerInput, key: string): Day | undefined {
  return form.dayOf(key.slice(prefix.length))
}

/** The later of two keys. */
export function larger(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a
}
