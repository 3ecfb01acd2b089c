import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { Database } from './database.ts'
import { CLOUDWATCH_LOGS } from './tables.ts'

export interface LogGroup {
  readonly region: string
  readonly group: string
}

/** The position in a log stream. Times are milliseconds since 1970. */
export interface StreamPosition {
  /** Token of the next GetLogEvents. */
  readonly token: string | null
  readonly startTime: number | null
  readonly endTime: number | null
}

/** The positions in log streams. Methods throw RunError 5. */
export interface CloudWatchState {
  /** @returns undefined if the stream was never read */
  position(group: LogGroup, stream: string): Promise<StreamPosition | undefined>
  /** Saves a position durably, replacing an earlier one. */
  save(group: LogGroup, stream: string, position: StreamPosition): Promise<void>
  /** @returns the streams of a group that have a position, by name */
  streams(group: LogGroup): Promise<string[]>
  forget(group: LogGroup, streams: readonly string[]): Promise<void>
}

type Row = readonly [token: string | null, startTime: number | null, endTime: number | null]

/** Opens the state of CloudWatch Logs. A missing table is created, with a line at level 1. @throws RunError 5 */
export async function openCloudWatchState(db: Database): Promise<CloudWatchState> {
  if (await db.ensureTable(CLOUDWATCH_LOGS)) debug(1, messages.tableDoesNotExist())
  const ofGroup = 'FROM cloudwatch_logs WHERE aws_region = ? AND aws_log_group = ?'
  const ofStream = `${ofGroup} AND aws_log_stream = ?`
  return {
    async position({ region, group }, stream) {
      const [row] = await db.read<Row>(`SELECT next_token, start_time, end_time ${ofStream}`, region, group, stream)
      return row && { token: row[0], startTime: row[1], endTime: row[2] }
    },
    save({ region, group }, stream, { token, startTime, endTime }) {
      const values = [region, group, stream, token, integer(startTime), integer(endTime)]
      const sql = 'INSERT OR REPLACE INTO cloudwatch_logs VALUES (?, ?, ?, ?, ?, ?)'
      return db.commit((execute) => execute(sql, ...values))
    },
    async streams({ region, group }) {
      const sql = `SELECT aws_log_stream ${ofGroup} ORDER BY aws_log_stream`
      return (await db.read<[string]>(sql, region, group)).map(([stream]) => stream)
    },
    forget: ({ region, group }, streams) =>
      db.commit((execute) => {
        for (const stream of streams) execute(`DELETE ${ofStream}`, region, group, stream)
      }),
  }
}

const integer = (value: number | null): bigint | null => (value === null ? null : BigInt(value))
