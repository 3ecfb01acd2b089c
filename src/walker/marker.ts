import type { BucketType } from '../buckets/contract.ts'
import { addDays, type Day } from './day.ts'
import type { KeyForm } from './key-forms.ts'
import type { Marker } from './types.ts'

export interface MarkerInput {
  readonly type: Pick<BucketType, 'rewind' | 'looksBack'>
  readonly form: KeyForm
  readonly prefix: string
  readonly onlyLogsAfter?: Day | undefined
  readonly today: Day
  readonly reparse: boolean
  /** Days before the last key that are listed again. 0: no look-back. */
  readonly lookbackDays: number
  /** Greatest and smallest key in the state under the prefix. */
  readonly lastKey?: string | undefined
  readonly oldestKey?: string | undefined
}

/** Chooses the start of a listing; see "Marker" in docs/contract.md, "Late files" in docs/improvements.md. */
export function markerOf(input: MarkerInput): Marker {
  const { type, prefix, lastKey, reparse } = input
  const asked = dateKey(input, input.onlyLogsAfter)
  const continuing = lastKey !== undefined && !reparse
  const marker = continuing ? larger(lastKey, asked) : (asked ?? firstStart(input))
  const rewound = type.rewind?.(marker, prefix, input.lookbackDays)
  const start = rewound?.startAfter ?? marker
  const back = continuing && marker === lastKey ? lookbackStart(input, lastKey) : undefined
  return {
    shown: continuing && input.form.isSorted === false ? lastKey : marker,
    line: rewound?.line,
    startAfter: back !== undefined && back < start ? back : start,
    lookbackEnd: start,
  }
}

/** @returns the key after which rows must stay, since the next run lists their objects again; undefined if it lists none */
export function windowStart(input: MarkerInput): string | undefined {
  if (input.lastKey === undefined) return undefined
  const back = lookbackDay(input, input.lastKey)
  const rewound = input.type.rewind?.(input.lastKey, input.prefix, input.lookbackDays)?.startAfter
  if (back === undefined || rewound === undefined) return back ?? rewound
  return back < rewound ? back : rewound
}

/** @returns the start of a first run (today), or of a reparse without a date (the day of the oldest row, if any) */
function firstStart(input: MarkerInput): string {
  const first = input.reparse && input.oldestKey ? dayOf(input, input.oldestKey) : undefined
  return dateKey(input, first ?? input.today)
}

/**
 * @returns the start of the look-back window: not before the requested date, nor before the oldest row, since objects
 * without their rows would be sent again
 */
function lookbackStart(input: MarkerInput, lastKey: string): string | undefined {
  const back = lookbackDay(input, lastKey)
  if (back === undefined) return undefined
  return larger(larger(back, dateKey(input, input.onlyLogsAfter)), input.oldestKey)
}

function lookbackDay(input: MarkerInput, lastKey: string): string | undefined {
  if (input.lookbackDays === 0 || input.type.looksBack === false) return undefined
  const day = dayOf(input, lastKey)
  return day && dateKey(input, addDays(day, -input.lookbackDays))
}

function dateKey(input: MarkerInput, day: Day): string
function dateKey(input: MarkerInput, day: Day | undefined): string | undefined
function dateKey(input: MarkerInput, day: Day | undefined): string | undefined {
  return day && input.prefix + input.form.marker(day)
}

function dayOf({ form, prefix }: MarkerInput, key: string): Day | undefined {
  return form.dayOf(key.slice(prefix.length))
}

export function larger(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a
}
