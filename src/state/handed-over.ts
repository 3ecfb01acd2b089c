import type { Database } from './database.ts'
import { createStatement, type Table } from './tables.ts'

/** Messages of queues whose events were handed over, so that none is sent again if it comes back. Methods throw RunError 5. */
export interface HandedOver {
  /** @returns those of the ids that were handed over */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Remembers a message, durably. @param expires milliseconds since 1970 from which no queue has it any more */
  add(id: string, expires: number): Promise<void>
}

const QUEUE_MESSAGES: Table = {
  name: 'queue_messages',
  // SQS gives no id twice, whatever the queue.
  columns: { message_id: "'text' NOT NULL", expires: "'integer' NOT NULL" },
  primaryKey: ['message_id'],
}
const INDEX = 'CREATE INDEX IF NOT EXISTS queue_messages_expires ON queue_messages (expires)'
const ADD = 'INSERT OR REPLACE INTO queue_messages VALUES (?, ?)'
const EXPIRED = 'SELECT message_id FROM queue_messages WHERE expires < ? ORDER BY expires LIMIT 1000'
const PRUNE = `DELETE FROM queue_messages WHERE message_id IN (${EXPIRED})`

/** Opens the table, and forgets the messages that no queue has any more. @throws RunError 5 */
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

/** A thousand at a time: another run must not wait long for the file. */
async function prune(db: Database, now: number): Promise<void> {
  while ((await db.read(EXPIRED, BigInt(now))).length > 0) {
    await db.commit((execute) => execute(PRUNE, BigInt(now)))
  }
}
