import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBucketState } from '../../src/state/bucket-state.ts'
import { openHandedOver } from '../../src/state/handed-over.ts'
import { openLook } from '../../src/state/look.ts'
import { filesBelow } from '../helpers/files.ts'
import { StateHome } from './state-home.ts'

const home = StateHome.forEachTest()
let path: string
const children: ChildProcess[] = []
beforeEach(() => {
  path = home.buckets
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const COLUMNS = 'bucket_path, aws_account_id, aws_region, log_key'
const TABLE = `CREATE TABLE cloudtrail (bucket_path text NOT NULL, aws_account_id text NOT NULL,
  aws_region text NOT NULL, log_key text NOT NULL, processed_date text NOT NULL, created_date integer NOT NULL,
  PRIMARY KEY (${COLUMNS}))`
const insert = (key: string) => `INSERT INTO cloudtrail VALUES ('b/', '1', 'r', '${key}', 'x', 20240101)`
const look = () => openLook({ home: home.root, name: 's3_cloudtrail', signal: home.ending.signal })

/** Runs statements on the file in another process, which then waits with the file open, or is killed. */
async function otherProcess(statements: readonly string[], isKilled = false): Promise<void> {
  const code = `
    import { DatabaseSync } from 'node:sqlite'
    const db = new DatabaseSync(${JSON.stringify(path)})
    for (const sql of ${JSON.stringify(statements)}) db.exec(sql)
    console.log('ready')
    setInterval(() => db, 1000)`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  if (!isKilled) return
  child.kill('SIGKILL')
  await once(child, 'close')
}

const insertMany = `INSERT INTO cloudtrail WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
  SELECT 'b/', '1', 'r', 'uncommitted' || i, 'x', 20240101 FROM n`

describe('a look reads what is committed and changes nothing on disk', () => {
  test.each<[string, readonly string[], boolean, string[]?]>([
    ['of a file with the default journal', [TABLE, insert('k')], true],
    ['of a file that another process has open', [TABLE, insert('k')], false],
    ['while another process writes', [TABLE, insert('k'), 'BEGIN IMMEDIATE', insert('uncommitted')], false],
    ['while another process locks the file', [TABLE, insert('k'), 'BEGIN EXCLUSIVE', insert('uncommitted')], false],
    ['of a file whose write-ahead log is in use', ['PRAGMA journal_mode = WAL', TABLE, insert('k')], false],
    ['of a file whose write-ahead log a killed process left', ['PRAGMA journal_mode = WAL', TABLE, insert('k')], true],
    [
      'of a file with a write-ahead log and without its shared memory',
      ['PRAGMA journal_mode = WAL', TABLE, insert('k')],
      true,
      ['-shm'],
    ],
    [
      'of a file that is locked with its write-ahead log',
      ['PRAGMA locking_mode = EXCLUSIVE', 'PRAGMA journal_mode = WAL', TABLE, insert('k')],
      false,
    ],
    [
      'of a file with a journal that a killed process left',
      [TABLE, insert('k'), 'PRAGMA cache_size = 1', 'BEGIN', insertMany],
      true,
    ],
  ])('%s', async (_, statements, isKilled, removed = []) => {
    await otherProcess(statements, isKilled)
    for (const end of removed) rmSync(path + end)
    const before = filesBelow(home.root)
    const database = await look()
    expect(await database.hasTable('cloudtrail')).toBe(true)
    expect(await database.read('SELECT log_key FROM cloudtrail')).toEqual([['k']])
    await database.commit((execute) => execute(insert('mine')))
    expect(await database.read('SELECT log_key FROM cloudtrail ORDER BY 1')).toEqual([['k'], ['mine']])
    database.close()
    expect(filesBelow(home.root)).toEqual(before)
  })

  test('of a file with a write-ahead log that was closed in good order', async () => {
    const db = new DatabaseSync(path)
    for (const sql of ['PRAGMA journal_mode = WAL', TABLE, insert('k')]) db.exec(sql)
    db.close()
    const before = filesBelow(home.root)
    const database = await look()
    expect(await database.read('SELECT log_key FROM cloudtrail')).toEqual([['k']])
    database.close()
    expect(filesBelow(home.root)).toEqual(before)
  })
})

test('a look sees what it has written itself, and nothing of it is kept', async () => {
  const stored = await home.open()
  const lookbacks = { lastOf: async () => undefined, note: async () => {} }
  const options = { table: 'cloudtrail', bucketPath: 'b/', lookbacks } as const
  const partition = { accountId: '1', region: 'r' }
  await (await (await openBucketState(stored, options)).open(partition, 'p/')).markDone('p/1', 20240101)
  stored.close()
  const before = filesBelow(home.root)
  const database = await look()
  const state = await openBucketState(database, options)
  const opened = await state.open(partition, 'p/')
  expect(opened.lastKey).toBe('p/1')
  await state.ensureWritable()
  await opened.markDone('p/2', 20240101)
  expect([...(await opened.processed('p/', 'p/9'))]).toEqual(['p/1', 'p/2'])
  await opened.prune({})
  database.close()
  expect(filesBelow(home.root)).toEqual(before)
})

test('a database that is not there is empty, and so is that of a home that is not there', async () => {
  const before = filesBelow(home.root)
  for (const root of [home.root, '/no/manager']) {
    const database = await openLook({ home: root, name: 'aws_s3', signal: home.ending.signal })
    const table = await openHandedOver(database)
    await table.add('id', Date.now() + 1000)
    expect([...(await table.known(['id', 'other']))]).toEqual(['id'])
    database.close()
  }
  expect(filesBelow(home.root)).toEqual(before)
})

test('a file that is no database ends a look with the error of the contract', async () => {
  writeFileSync(home.buckets, 'x'.repeat(5000))
  await expect(look()).rejects.toMatchObject({ exitCode: 5, message: expect.stringContaining('not a database') })
})

test('a file that the system does not let us read ends a look with the error of the contract', async () => {
  mkdirSync(home.buckets)
  await expect(look()).rejects.toMatchObject({
    exitCode: 5,
    message: `Error attempting to operate with the ${home.buckets} database: illegal operation on a directory`,
  })
})
