import type { LogGroup } from './cloudwatch-state.ts'
import type { Database, SqlValue } from './database.ts'
import { columnsOf, STREAM_KEY, type Table, TEXT, TIME } from './tables.ts'

/** Facts about a log stream besides its position. Times are milliseconds since 1970. */
export interface StreamMark {
  /** End of its position. If the position has another end, the Python module has read the stream since. */
  readonly endTime: number | null
  /** Ingestion time of the newest event read. */
  readonly ingested: number | null
  /** Start and progress of reading events before the position; null if that is not in progress. */
  readonly backfillFrom: number | null
  readonly backfillAt: number | null
  /** Of the events after the position, which are dated ahead: the last time that was sent, and its ingestion time. */
  readonly aheadTo: number | null
  readonly aheadIngested: number | null
}

/**
 * The state that serves to find late events and to resume the reading of old ones. It is in this program's own
 * database: the Python module shares the others. Methods throw RunError 5.
 */
export interface IngestionState {
  mark(group: LogGroup, stream: string): Promise<StreamMark | undefined>
  save(group: LogGroup, stream: string, mark: StreamMark): Promise<void>
  /** Saves a mark with the next {@link flush}, in one write for many streams. */
  saveLater(group: LogGroup, stream: string, mark: StreamMark): void
  flush(): Promise<void>
  forget(group: LogGroup, streams: readonly string[]): Promise<void>
}

const TIMES = ['end_time', 'ingested', 'backfill_from', 'backfill_at', 'ahead_to', 'ahead_ingested']
const STREAM_MARKS: Table = {
  name: 'stream_marks',
  columns: { ...columnsOf(TEXT, ...STREAM_KEY), ...columnsOf(TIME, ...TIMES) },
  primaryKey: STREAM_KEY,
}

type Time = number | null
type Times = readonly [Time, Time, Time, Time, Time, Time]

const SAVE = 'INSERT OR REPLACE INTO stream_marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'

/** @throws RunError 5 */
export async function openIngestionState(db: Database): Promise<IngestionState> {
  if (!(await db.ensureTable(STREAM_MARKS))) await addColumns(db)
  const ofStream = 'FROM stream_marks WHERE aws_region = ? AND aws_log_group = ? AND aws_log_stream = ?'
  const pending: (readonly SqlValue[])[] = []
  return {
    async mark({ region, group }, stream) {
      const [row] = await db.read<Times>(`SELECT ${TIMES} ${ofStream}`, region, group, stream)
      if (row === undefined) return undefined
      const [endTime, ingested, backfillFrom, backfillAt, aheadTo, aheadIngested] = row
      return { endTime, ingested, backfillFrom, backfillAt, aheadTo, aheadIngested }
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

/** Updates a table that an earlier version has created. */
async function addColumns(db: Database): Promise<void> {
  const known = await db.read("SELECT 1 FROM pragma_table_info('stream_marks') WHERE name = 'ahead_to'")
  if (known.length > 0) return
  await db.commit((execute) => {
    for (const column of ['ahead_to', 'ahead_ingested'])
      execute(`ALTER TABLE stream_marks ADD COLUMN ${column} ${TIME}`)
  })
}

function valuesOf({ region, group }: LogGroup, stream: string, mark: StreamMark): readonly SqlValue[] {
  const { endTime, ingested, backfillFrom, backfillAt, aheadTo, aheadIngested } = mark
  const times = [endTime, ingested, backfillFrom, backfillAt, aheadTo, aheadIngested]
  return [region, group, stream, ...times.map((time) => (time === null ? null : BigInt(time)))]
}
