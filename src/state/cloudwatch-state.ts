import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { Database } from './database.ts'
import { CLOUDWATCH_LOGS } from './tables.ts'

/** A log group of a region. */
export interface LogGroup {
  readonly region: string
  readonly group: string
}

/** How far a log stream was read. Times are milliseconds since 1970. */
export interface StreamPosition {
  /** Where GetLogEvents goes on. */
  readonly token: string | null
  /** Earliest time read from. */
  readonly startTime: number | null
  /** Time of the last event read. */
  readonly endTime: number | null
}

/** What is known of CloudWatch log streams. Every method throws RunError 5 when the database cannot be used. */
export interface CloudWatchState {
  /** None: never read. */
  position(group: LogGroup, stream: string): Promise<StreamPosition | undefined>
  /** Writes a position, durably, in place of an earlier one. */
  save(group: LogGroup, stream: string, position: StreamPosition): Promise<void>
  /** The streams of a group that have a position, by name. */
  streams(group: LogGroup): Promise<string[]>
  /** Forgets streams. */
  forget(group: LogGroup, streams: readonly string[]): Promise<void>
}

type Row = readonly [token: string | null, startTime: number | null, endTime: number | null]

/** The state of CloudWatch Logs; its table is created when absent, which a level-1 line tells. @throws RunError 5 */
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
