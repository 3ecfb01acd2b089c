import type { LogGroup } from './cloudwatch-state.ts'
import type { Database, SqlValue } from './database.ts'
import type { Table } from './tables.ts'

/** What is known of a log stream beyond its position. Times are milliseconds since 1970. */
export interface StreamMark {
  /** End of the position that this belongs to: with another one, the stream was read by somebody else since. */
  readonly endTime: number | null
  /** Time of ingestion of the newest event read. */
  readonly ingested: number | null
  /** Start, and progress, of reading events older than the position; none is under way when null. */
  readonly backfillFrom: number | null
  readonly backfillAt: number | null
}

/**
 * What finds late events and resumes long readings of old ones. In a database of its own: the tables of the others are
 * shared with the Python module, and without this one nothing else is lost. Methods throw RunError 5.
 */
export interface IngestionState {
  mark(group: LogGroup, stream: string): Promise<StreamMark | undefined>
  save(group: LogGroup, stream: string, mark: StreamMark): Promise<void>
  /** As {@link save}, but only when {@link flush} is called: one write for many streams. */
  saveLater(group: LogGroup, stream: string, mark: StreamMark): void
  flush(): Promise<void>
  forget(group: LogGroup, streams: readonly string[]): Promise<void>
}

const TIME = "'integer'"
const STREAM_MARKS: Table = {
  name: 'stream_marks',
  columns: {
    aws_region: "'text' NOT NULL",
    aws_log_group: "'text' NOT NULL",
    aws_log_stream: "'text' NOT NULL",
    end_time: TIME,
    ingested: TIME,
    backfill_from: TIME,
    backfill_at: TIME,
  },
  primaryKey: ['aws_region', 'aws_log_group', 'aws_log_stream'],
}

type Time = number | null

const SAVE = 'INSERT OR REPLACE INTO stream_marks VALUES (?, ?, ?, ?, ?, ?, ?)'

/** @throws RunError 5 */
export async function openIngestionState(db: Database): Promise<IngestionState> {
  await db.ensureTable(STREAM_MARKS)
  const ofStream = 'FROM stream_marks WHERE aws_region = ? AND aws_log_group = ? AND aws_log_stream = ?'
  const pending: (readonly SqlValue[])[] = []
  const columns = 'end_time, ingested, backfill_from, backfill_at'
  return {
    async mark({ region, group }, stream) {
      const [row] = await db.read<[Time, Time, Time, Time]>(`SELECT ${columns} ${ofStream}`, region, group, stream)
      return row && { endTime: row[0], ingested: row[1], backfillFrom: row[2], backfillAt: row[3] }
    },
    save: (group, stream, mark) => db.commit((execute) => execute(SAVE, ...valuesOf(group, stream, mark))),
    saveLater: (group, stream, mark) => void pending.push(valuesOf(group, stream, mark)),
    async flush() {
      const rows = pending.splice(0)
      if (rows.length === 0) return
      await db.commit((execute) => {
        for (const values of rows) execute(SAVE, ...values)
      })
    },
    forget: ({ region, group }, streams) =>
      db.commit((execute) => {
        for (const stream of streams) execute(`DELETE ${ofStream}`, region, group, stream)
      }),
  }
}

function valuesOf({ region, group }: LogGroup, stream: string, mark: StreamMark): readonly SqlValue[] {
  const times = [mark.endTime, mark.ingested, mark.backfillFrom, mark.backfillAt]
  return [region, group, stream, ...times.map((time) => (time === null ? null : BigInt(time)))]
}
