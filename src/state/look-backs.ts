import type { Database } from './database.ts'
import type { Table } from './tables.ts'

/** When the whole look-back window of each partition was listed last, in this program's own database. */
const LOOK_BACKS: Table = {
  name: 'look_backs',
  columns: { partition: "'text' NOT NULL", looked_at: "'integer' NOT NULL" },
  primaryKey: ['partition'],
}

/** When whole look-back windows were listed. Methods throw RunError 5. */
export interface LookBacks {
  /** @returns milliseconds since 1970; none: never */
  lastOf(partition: string): Promise<number | undefined>
  /** @param now milliseconds since 1970 */
  note(partition: string, now: number): Promise<void>
}

/** @param open opens the database: most runs never need it */
export function lookBacksIn(open: () => Promise<Database>): LookBacks {
  const database = async () => {
    const db = await open()
    await db.ensureTable(LOOK_BACKS)
    return db
  }
  return {
    async lastOf(partition) {
      const db = await database()
      const [row] = await db.read<[number]>('SELECT looked_at FROM look_backs WHERE partition = ?', partition)
      return row?.[0]
    },
    async note(partition, now) {
      const db = await database()
      const insert = 'INSERT OR REPLACE INTO look_backs VALUES (?, ?)'
      await db.commit((execute) => execute(insert, partition, BigInt(now)))
    },
  }
}
