import type { Database } from './database.ts'
import { createStatement, INTEGER, type Table, TEXT } from './tables.ts'

/** Queue messages whose events were handed over: if they are received again, they are not sent again. Methods throw RunError 5. */
export interface HandedOver {
  /** @returns those of the ids that were handed over */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Saves a message durably. @param expires time after which its queue has deleted it, in milliseconds since 1970 */
  add(id: string, expires: number): Promise<void>
}

const QUEUE_MESSAGES: Table = {
  name: 'queue_messages',
  // Ids are unique across queues.
  columns: { message_id: TEXT, expires: INTEGER },
  primaryKey: ['message_id'],
}
const INDEX = 'CREATE INDEX IF NOT EXISTS queue_messages_expires ON queue_messages (expires)'
const ADD = 'INSERT OR REPLACE INTO queue_messages VALUES (?, ?)'
const EXPIRED = 'SELECT message_id FROM queue_messages WHERE expires < ? ORDER BY expires LIMIT 1000'
const PRUNE = `DELETE FROM queue_messages WHERE message_id IN (${EXPIRED})`

/** Opens the table and deletes expired messages. @throws RunError 5 */
export async function openHandedOver(db: Database, now = Date.now()): Promise<HandedOver> {
  if (!(await db.hasTable(QUEUE_MESSAGES.name))) {
    await db.commit((execute) => {
      execute(createStatement(QUEUE_MESSAGES))
      execute(INDEX)
    })
  }
  await prune(db, now)
  return {
    async known(ids) {
      const sql = `SELECT message_id FROM queue_messages WHERE message_id IN (${ids.map(() => '?')})`
      return new Set((await db.read<[string]>(sql, ...ids)).map(([id]) => id))
    },
    add: (id, expires) => db.commit((execute) => execute(ADD, id, BigInt(expires))),
  }
}

/** Deletes a thousand rows at a time, so that other runs do not wait long for the file. */
async function prune(db: Database, now: number): Promise<void> {
  while ((await db.read(EXPIRED, BigInt(now))).length > 0) {
    await db.commit((execute) => execute(PRUNE, BigInt(now)))
  }
}
