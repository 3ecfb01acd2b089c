import type { Beginning, Outcome, PassedOver, PassReason, Place, PlaceCounts, RunReport, Subject } from './contract.ts'

/** The reasons that count: objects that every run passes over do not. */
const COUNTED: ReadonlySet<PassReason> = new Set([
  'other-prefix',
  'other-type',
  'undated',
  'retried-later',
  'not-understood',
])

/** Counts what a run does, by account and region. */
export class Tally implements RunReport {
  readonly #places = new Map<string, PlaceCounts>()
  current: { readonly place: Place; readonly left: Subject['left'] } | undefined

  /** In the order of their beginning. */
  get places(): readonly PlaceCounts[] {
    return [...this.#places.values()]
  }

  began(_: Beginning, place: Place): void {
    this.current = { place, left: undefined }
    if (place.account !== '') this.#add(place, {})
  }

  passedOver({ reason, newest }: PassedOver, place: Place): void {
    this.#add(place, COUNTED.has(reason) ? { passedOver: 1 } : reason === 'processed' ? { newest } : {})
  }

  handedOver({ bytes = 0, newest, isPart, left }: Subject, outcome: Outcome, place: Place): void {
    this.current = { place, left }
    const { sent: events, discarded, failed } = outcome
    this.#add(place, { objects: isPart ? 0 : 1, events, discarded, failed, bytes, newest })
  }

  #add(place: Place, more: Partial<PlaceCounts>): void {
    const name = `${place.account}/${place.region}`
    this.#places.set(name, sum(this.#places.get(name) ?? { ...place, ...ZERO }, more))
  }
}

export const ZERO = { objects: 0, events: 0, discarded: 0, failed: 0, passedOver: 0, bytes: 0 }

function sum(a: PlaceCounts, b: Partial<PlaceCounts>): PlaceCounts {
  return {
    account: a.account,
    region: a.region,
    objects: a.objects + (b.objects ?? 0),
    events: a.events + (b.events ?? 0),
    discarded: a.discarded + (b.discarded ?? 0),
    failed: a.failed + (b.failed ?? 0),
    passedOver: a.passedOver + (b.passedOver ?? 0),
    bytes: a.bytes + (b.bytes ?? 0),
    newest: later(a.newest, b.newest),
  }
}

export function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

export function totalOf(places: readonly PlaceCounts[]): PlaceCounts {
  return places.reduce(sum, { account: '', region: '', ...ZERO })
}
