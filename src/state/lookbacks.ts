import type { Database } from './database.ts'
import { INTEGER, type Table, TEXT } from './tables.ts'

const LOOKBACKS: Table = {
  name: 'look_backs',
  columns: { partition: TEXT, looked_at: INTEGER },
  primaryKey: ['partition'],
}

/** Times at which whole look-back windows were listed, in this program's own database. Methods throw RunError 5. */
export interface Lookbacks {
  /** @returns the last one in milliseconds since 1970; undefined if there was none */
  lastOf(partition: string): Promise<number | undefined>
  /** @param now milliseconds since 1970 */
  note(partition: string, now: number): Promise<void>
}

/** @param open opens the database at its first use: most runs never need it */
export function lookbacksIn(open: () => Promise<Database>): Lookbacks {
  const database = async () => {
    const db = await open()
    await db.ensureTable(LOOKBACKS)
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
