import type { Outcome, PassReason, TakeReason } from '../report/contract.ts'

// Lines of --dry-run, on stdout. They are for people; scripts take --json.

const PASS_REASONS: Readonly<Record<PassReason, string>> = {
  processed: 'collected before',
  'other-prefix': 'its key is none of this type at this place',
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

/** Last line. @param removes what a run would remove beside that */
export const total = (objects: number, passedOver: number, outcome: Outcome, removes: string | undefined) =>
  `total ${plural(objects, 'object')} to take, ${passedOver} to pass over: ${outcomeText(outcome)}` +
  `${removes === undefined ? '' : `; ${removes} would be removed`}. Nothing was sent, removed or remembered.`

function outcomeText({ sent, discarded, failed, tooLong }: Outcome): string {
  const rest = { discarded, failed, 'too long': tooLong }
  const others = Object.entries(rest).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]))
  return [plural(sent, 'event'), ...others].join(', ')
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
