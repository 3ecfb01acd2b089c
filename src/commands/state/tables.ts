import type { Look } from '../../cli/terminal.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/state-command.ts'
import type { StoredRetry } from '../../state/retry-list.ts'
import type { StoredPartition, StoredScans, StoredStream } from '../../state/stored.ts'
import { printTable, type Table } from '../output.ts'

/** A partition with the value of `--type`, which may differ from the name of the table. */
export interface TypedPartition extends StoredPartition {
  readonly type: string
}

export function partitionTable(partitions: readonly TypedPartition[]): Table {
  const rows = partitions.map((each) => [
    each.type,
    each.bucketPath,
    each.accountId,
    each.region ?? '',
    each.flowLogId ?? '',
    String(each.objects),
    each.lastProcessed,
    each.firstKey,
    each.lastKey,
  ])
  return { headings: messages.PARTITION_HEADINGS, rows }
}

export function streamTable(streams: readonly StoredStream[]): Table {
  const rows = streams.map(({ region, group, stream, startTime, endTime }) => {
    return [region, group, stream, timeText(startTime), timeText(endTime)]
  })
  return { headings: messages.STREAM_HEADINGS, rows }
}

export function scanTable(scans: readonly StoredScans[]): Table {
  const rows = scans.map(({ service, accountId, region, scans, lastScan }) => {
    return [service, accountId, region, String(scans), lastScan]
  })
  return { headings: messages.SCAN_HEADINGS, rows }
}

export function retryTable(retries: readonly StoredRetry[]): Table {
  const rows = retries.map(({ type, bucketPath, firstSeen, attempts, nextAttempt, key, reason }) => {
    return [type, bucketPath, timeText(firstSeen), String(attempts), timeText(nextAttempt), key, reason]
  })
  return { headings: messages.RETRY_HEADINGS, rows }
}

export function printStored(table: Table, look: Look): void {
  if (table.rows.length === 0) log.result(messages.nothing())
  else printTable(table, look)
}

/** Formats a time as in the other tables: `2024-01-31 10:20:30.123`. An invalid time is shown unchanged. */
export function timeText(time: number | null): string {
  if (time === null) return ''
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().slice(0, -1).replace('T', ' ')
}
