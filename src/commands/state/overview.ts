import * as messages from '../../messages/state-command.ts'
import type { StoredStream } from '../../state/stored.ts'
import type { Table } from '../output.ts'
import type { TypedPartition } from './tables.ts'
import { timeText } from './tables.ts'

/** A bucket path and type: a line with totals, and a row for each account. */
export interface BucketOverview {
  readonly title: string
  readonly table: Table
}

/** @param now milliseconds since 1970 */
export function bucketOverviews(partitions: readonly TypedPartition[], now: number): readonly BucketOverview[] {
  const groups = Map.groupBy(partitions, ({ bucketPath, type }) => messages.bucketState(bucketPath, type))
  return [...groups].map(([name, members]) => {
    const accounts = [...Map.groupBy(members, ({ accountId }) => accountId).entries()]
    const lastProcessed = latest(members)
    const total = { accounts: accounts.length, partitions: members.length, objects: objectsOf(members), lastProcessed }
    return {
      title: messages.bucketTotal(name, total, ageOf(lastProcessed, now)),
      table: {
        headings: messages.ACCOUNT_HEADINGS,
        rows: accounts.map(([account, regions]) => accountRow(account, regions, now)),
      },
    }
  })
}

function accountRow(account: string, members: readonly TypedPartition[], now: number): readonly string[] {
  const regions = new Set(members.flatMap(({ region }) => region ?? []))
  const last = latest(members)
  const [oldest] = [...members].sort((a, b) => (a.lastProcessed < b.lastProcessed ? -1 : 1))
  return [
    account,
    regions.size === 0 ? '' : String(regions.size),
    String(objectsOf(members)),
    last.slice(0, 'YYYY-MM-DD HH:MM'.length),
    ageOf(last, now),
    regions.size > 1 ? messages.longestAgo(oldest?.region ?? '', ageOf(oldest?.lastProcessed ?? '', now)) : '',
  ]
}

/** A row for each log group. @param now milliseconds since 1970 */
export function groupTable(streams: readonly StoredStream[], now: number): Table {
  const groups = Map.groupBy(streams, ({ region, group }) => `${region}\n${group}`)
  const rows = [...groups.values()].map((members) => {
    const ends = members.flatMap(({ endTime }) => endTime ?? [])
    const last = ends.length === 0 ? null : ends.reduce((max, end) => Math.max(max, end))
    const age = last === null ? '' : messages.age((now - last) / 1000)
    return [members[0]?.region ?? '', members[0]?.group ?? '', String(members.length), timeText(last), age]
  })
  return { headings: messages.GROUP_HEADINGS, rows }
}

const objectsOf = (members: readonly TypedPartition[]) => members.reduce((sum, { objects }) => sum + objects, 0)

const latest = (members: readonly TypedPartition[]) =>
  members.map(({ lastProcessed }) => lastProcessed).reduce((last, each) => (each > last ? each : last), '')

/** @param time `YYYY-MM-DD HH:MM:SS`, UTC */
function ageOf(time: string, now: number): string {
  return messages.age((now - Date.parse(`${time.replace(' ', 'T')}Z`)) / 1000)
}
