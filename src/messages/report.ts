import type { ListingLeft, Outcome, PassReason, Place, PlaceCounts, TakeReason } from '../report/contract.ts'
import { duration, grouped, plural, size } from './counts.ts'

// Lines of `--dry-run`, on stdout. They are for people; scripts use `--json`.

const PASS_REASONS: Readonly<Record<PassReason, string>> = {
  processed: 'collected before',
  'other-prefix': 'its key is not one of this type at this place',
  'other-type': 'a file of another log type',
  'not-selected': 'before the first day asked for',
  undated: 'its key has no date, and newer objects were collected',
  'retried-later': 'it failed before, a later run tries it again',
  'nothing-new': 'nothing new',
  'not-understood': 'no notification that is understood; it stays in the queue',
}

const TAKE_REASONS: Readonly<Record<TakeReason, string>> = {
  new: 'new',
  reparsed: 'collected before, --reparse is given',
  retried: 'failed before, tried again',
}

export const listed = (name: string, after = '') => `list  ${name}${after === '' ? '' : `  after ${after}`}`
export const passed = (name: string, reason: PassReason) => `pass  ${name}  ${PASS_REASONS[reason]}`
export const taken = (name: string, why: TakeReason, outcome: Outcome) =>
  `take  ${name}  ${TAKE_REASONS[why]}: ${outcomeText(outcome)}`
export const unreadable = (name: string, cause: string, outcome: Outcome) =>
  `fail  ${name}  ${cause}${outcome.sent === 0 ? '' : `: ${outcomeText(outcome)}`}`

/** Last line. @param removes the removals of such a run */
export const total = (objects: number, passedOver: number, outcome: Outcome, removes: string | undefined) =>
  `total ${plural(objects, 'object')} to take, ${passedOver} to pass over: ${outcomeText(outcome)}` +
  `${removes === undefined ? '' : `; ${removes} would be removed`}. Nothing was sent, removed or remembered.`

function outcomeText({ sent, discarded, failed, tooLong }: Outcome): string {
  const rest = { discarded, failed, 'too long': tooLong }
  const others = Object.entries(rest).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]))
  return [plural(sent, 'event'), ...others].join(', ')
}

// Progress and result, on a terminal.

/** The live line. @param of `rate`: events a second */
export const progress = (of: {
  readonly place: Place | undefined
  readonly objects: number
  readonly events: number
  readonly bytes: number
  readonly rate: number
  readonly left: ListingLeft | undefined
}) => {
  const parts = [
    [of.place?.account, of.place?.region].filter(Boolean).join('/'),
    `${grouped(of.objects)} objects`,
    `${grouped(of.events)} events`,
    size(of.bytes),
    `${grouped(Math.round(of.rate))}/s`,
    of.left === undefined ? '' : `${grouped(of.left.objects)}${of.left.hasMore ? '+' : ''} left`,
  ]
  return parts.filter((part) => part !== '').join('  ')
}

export const SUMMARY_HEADINGS =
  'account, region, objects, events, discarded, failed, passed over, size, newest, lag'.split(', ')

/** @param now milliseconds since 1970 */
export const summaryRow = (of: PlaceCounts, now: number): readonly string[] => [
  of.account,
  of.region,
  grouped(of.objects),
  grouped(of.events),
  unlessZero(of.discarded),
  unlessZero(of.failed),
  unlessZero(of.passedOver),
  size(of.bytes),
  of.newest === undefined ? '' : dayAndTime(of.newest),
  of.newest === undefined ? '' : duration(Math.max(0, now - of.newest) / 1000),
]

export const totalRow = () => 'total'

export const idlePlaces = (count: number) => `nothing new in ${plural(count, 'other partition')}`

/** Last line. */
export const summaryLine = ({ objects, events, bytes }: PlaceCounts, durationMs: number) =>
  `${plural(objects, 'object')}, ${plural(events, 'event')}, ${size(bytes)} in ${duration(durationMs / 1000)}`

/** WARNING, on stderr. */
export const summaryNotWritten = (file: string, reason: string) => `The summary ${file} cannot be written: ${reason}`

const unlessZero = (count: number) => (count === 0 ? '' : grouped(count))

/** `11-29 22:04`, UTC. */
const dayAndTime = (time: number) => new Date(time).toISOString().slice(5, 16).replace('T', ' ')
