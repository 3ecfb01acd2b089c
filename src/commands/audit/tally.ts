import type { Day } from '../../walker/day.ts'
import type { Fate } from '../../walker/fate.ts'
import type { Survey } from '../../walker/survey.ts'
import type { ObjectEntry, Partition } from '../../walker/types.ts'
import type { AuditedRegion, Status } from './contract.ts'

/** The status of each fate; undefined if the object belongs to another type or partition. */
const MEANING: Readonly<Record<Fate, Status | undefined>> = {
  folder: undefined,
  'other-partition': undefined,
  'other-prefix': undefined,
  'other-type': undefined,
  retried: 'failed',
  processed: 'collected',
  forgotten: 'collected',
  undated: 'collected',
  new: 'waiting',
  reparsed: 'waiting',
  'before-start': 'missing',
}

interface Place {
  readonly account: string
  readonly region: string
}

type Counting = Partial<Record<Status, number>>

interface Cell extends Place {
  readonly days: Map<Day, Counting>
  readonly total: Counting
  readonly examples: Partial<Record<Status, string>>
}

/** Counts objects by account, region and day: memory does not grow with their number. */
export class Tally {
  readonly #lateBefore: number
  readonly #cells = new Map<string, Cell>()

  /** @param lateBefore waiting objects written before this time are late, in milliseconds since 1970 */
  constructor(lateBefore: number) {
    this.#lateBefore = lateBefore
  }

  async add({ opened, pages }: Survey): Promise<void> {
    for await (const page of pages) {
      for (const { entry, day, fate } of page) {
        const status = this.#statusOf(fate, entry)
        if (status !== undefined) this.#count(placeOf(opened.context.partition, entry.key), day, status, entry.key)
      }
    }
  }

  get regions(): readonly AuditedRegion[] {
    const order = ({ account, region }: Place) => `${account} ${region}`
    return [...this.#cells.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  }

  #statusOf(fate: Fate, { lastModified }: ObjectEntry): Status | undefined {
    const status = MEANING[fate]
    return status === 'waiting' && lastModified.getTime() < this.#lateBefore ? 'late' : status
  }

  #count(place: Place, day: Day, status: Status, key: string): void {
    const name = `${place.account} ${place.region}`
    const cell: Cell = this.#cells.get(name) ?? { ...place, days: new Map(), total: {}, examples: {} }
    this.#cells.set(name, cell)
    const counts: Counting = cell.days.get(day) ?? {}
    cell.days.set(day, counts)
    counts[status] = (counts[status] ?? 0) + 1
    cell.total[status] = (cell.total[status] ?? 0) + 1
    cell.examples[status] ??= key
  }
}

/** `ACCOUNT/SERVICE/REGION/` */
const IN_KEY = /(?:^|\/)(\d{12})\/[^/]+\/([a-z]{2,}(?:-[a-z]+)+-\d+)\//

/**
 * The account and region of an object. In a flat layout the account of the partition is the caller's, and the key may
 * name another one.
 */
function placeOf({ accountId: account, region }: Partition, key: string): Place {
  if (region !== undefined) return { account, region }
  const [, owner, place = ''] = IN_KEY.exec(key) ?? []
  return { account: owner ?? account, region: place }
}
