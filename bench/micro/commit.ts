import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openBucketState } from '../../src/state/bucket-state.ts'
import { lookbacksIn } from '../../src/state/lookbacks.ts'
import { openDatabase } from '../../src/state/open-database.ts'
import type { MicroCase } from './contract.ts'

const PREFIX = 'AWSLogs/123456789012/CloudTrail/us-east-1/'
const CREATE =
  'CREATE TABLE cloudtrail (a TEXT, b TEXT, c TEXT, key TEXT, d TEXT, e INTEGER, PRIMARY KEY (a, b, c, key))'
const INSERT = "INSERT INTO cloudtrail VALUES ('bucket/', '123456789012', 'us-east-1', ?, DATETIME('now'), 20240102)"

/** With the default journal, see `src/state/database.ts`. */
const FIRST_COMMITS = 16

/** The row of an object, which is on its way to the disk when the call returns. */
export async function commitCase(): Promise<MicroCase> {
  const home = mkdtempSync(join(tmpdir(), 'bench-commit-'))
  mkdirSync(join(home, 'wodles', 'aws'), { recursive: true })
  const options = { home, version: undefined, signal: new AbortController().signal }
  const db = await openDatabase({ ...options, name: 's3_cloudtrail' })
  const lookbacks = lookbacksIn(() => openDatabase({ ...options, name: 'aws_s3' }))
  const state = await openBucketState(db, { table: 'cloudtrail', bucketPath: 'bucket/', lookbacks })
  const partition = await state.open({ accountId: '123456789012', region: 'us-east-1' }, PREFIX)
  const bare = new DatabaseSync(join(home, 'bare.db'))
  bare.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${CREATE}`)
  const insert = bare.prepare(INSERT)
  let count = 0
  const key = () => `${PREFIX}2024/01/02/${String(count++).padStart(9, '0')}`
  for (let n = 0; n < FIRST_COMMITS; n++) await partition.markDone(key(), 20240102)
  return {
    name: 'commit',
    limit: 'an INSERT of node:sqlite, write-ahead log',
    unit: 'rows',
    amount: 1,
    ours: () => partition.markDone(key(), 20240102),
    native: () => void insert.run(key()),
    close() {
      db.close()
      bare.close()
      rmSync(home, { recursive: true })
    },
  }
}
