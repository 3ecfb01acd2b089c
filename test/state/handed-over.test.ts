import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHandedOver } from '../../src/state/handed-over.ts'
import { StateHome } from './state-home.ts'

const home = StateHome.forEachTest()

test('messages are known until no queue has them any more', async () => {
  const db = await home.open('aws_s3')
  const table = await openHandedOver(db, 0)
  for (const [id, expires] of Object.entries({ a: 1000, b: 2000 })) await table.add(id, expires)
  expect(await table.known(['a', 'b', 'c'])).toEqual(new Set(['a', 'b']))
  const later = await openHandedOver(db, 1500)
  expect(await later.known(['a', 'b', 'c'])).toEqual(new Set(['b']))
  db.close()
})

test('thousands of messages are forgotten at once', async () => {
  const db = await home.open('aws_s3')
  await openHandedOver(db, 0)
  await db.commit((execute) => {
    for (let n = 0; n < 2500; n++) execute('INSERT INTO queue_messages VALUES (?, ?)', `m${n}`, 1n)
  })
  await openHandedOver(db, 2)
  expect(await db.read('SELECT count(*) FROM queue_messages')).toEqual([[0]])
  db.close()
})

test('no statement reads the whole table', async () => {
  const db = await home.open('aws_s3')
  await openHandedOver(db)
  db.close()
  const plan = (sql: string) => home.sql(`EXPLAIN QUERY PLAN ${sql}`, join(home.folder, 'aws_s3.db')).join()
  expect(plan("SELECT message_id FROM queue_messages WHERE message_id IN ('a', 'b')")).toContain('SEARCH')
  const expired = 'SELECT message_id FROM queue_messages WHERE expires < 1 ORDER BY expires LIMIT 1000'
  expect(plan(expired)).toMatch(/SEARCH .* USING (COVERING )?INDEX queue_messages_expires/)
  expect(plan(`DELETE FROM queue_messages WHERE message_id IN (${expired})`)).not.toContain('SCAN')
})
