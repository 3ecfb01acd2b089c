import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { ExitCode, RunError } from '../../src/errors.ts'
import { AWS_SERVICES, bucketTable, CLOUDWATCH_LOGS } from '../../src/state/tables.ts'
import { printed } from '../helpers/printed.ts'
import { StateHome } from './state-home.ts'

vi.mock('../../src/log.ts', async (original) => (await import('../helpers/printed.ts')).recorded(await original()))

const home = StateHome.forEachTest()

const failureOf = (action: Promise<unknown>) =>
  action.then(
    () => undefined,
    (cause: unknown) => (cause instanceof RunError ? [cause.exitCode, cause.message] : cause),
  )
const unusable = (reason: string) => [
  ExitCode.databaseUnusable,
  `Error attempting to operate with the ${home.buckets} database: ${reason}`,
]

describe('metadata', () => {
  const metadata = () => home.sql('SELECT key, value FROM metadata')

  test('is made with the version and the first table, in a file for the group of the folder', async () => {
    const db = await home.open()
    await db.ensureTable({ name: 'things', columns: { name: "'text'" }, primaryKey: ['name'] })
    db.close()
    expect(metadata()).toEqual([['version', 'v4.14.7']])
    expect(home.sql("SELECT sql FROM sqlite_master WHERE type = 'table'")).toEqual([
      ["CREATE TABLE metadata (key 'text' NOT NULL, value 'text' NOT NULL, PRIMARY KEY (key, value))"],
      ["CREATE TABLE things (name 'text', PRIMARY KEY (name))"],
    ])
    const { mode, gid } = statSync(home.buckets)
    expect(mode & 0o777).toBe(0o660)
    expect(gid).toBe(statSync(home.folder).gid)
    expect(printed).toEqual([])
  })

  test.each([
    ['an older version', "INSERT INTO metadata VALUES ('version', 'v4.3.0')", [['version', 'v4.14.7']]],
    ['this version', "INSERT INTO metadata VALUES ('version', 'v4.14.7')", [['version', 'v4.14.7']]],
    ['none', 'SELECT 1', [['version', 'v4.14.7']]],
    ['two', "INSERT INTO metadata VALUES ('version', 'v1'), ('version', 'v4.14.7')", [['version', 'v4.14.7']]],
    [
      'other rows',
      "INSERT INTO metadata VALUES ('version', 'v1'), ('x', 'y')",
      [
        ['version', 'v4.14.7'],
        ['x', 'y'],
      ],
    ],
  ])('is brought up to date when it has %s', async (_, rows, expected) => {
    home.sql("CREATE TABLE metadata (key 'text' NOT NULL, value 'text' NOT NULL, PRIMARY KEY (key, value))")
    home.sql(rows)
    const db = await home.open()
    db.close()
    expect(metadata().sort()).toEqual(expected)
  })

  test('is made by a run that ends before its first commit', async () => {
    const db = await home.open()
    db.close()
    expect(metadata()).toEqual([['version', 'v4.14.7']])
  })

  test('drops the tables of versions before it', async () => {
    home.load('before-metadata.sql')
    const db = await home.open()
    db.close()
    expect(home.sql('SELECT name FROM sqlite_master')).not.toContainEqual(['log_progress'])
    expect(home.sql("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual([['metadata']])
    expect(printed).toEqual([
      `2 Removing deprecated 'log_progress 'table from ${home.buckets}`,
      `2 Removing deprecated 'trail_progress 'table from ${home.buckets}`,
    ])
  })
})

test.each([
  [
    bucketTable('cloudtrail'),
    "CREATE TABLE cloudtrail (bucket_path 'text' NOT NULL, aws_account_id 'text' NOT NULL, aws_region 'text' NOT NULL, log_key 'text' NOT NULL, processed_date 'text' NOT NULL, created_date 'integer' NOT NULL, PRIMARY KEY (bucket_path, aws_account_id, aws_region, log_key))",
  ],
  [
    bucketTable('vpcflow'),
    "CREATE TABLE vpcflow (bucket_path 'text' NOT NULL, aws_account_id 'text' NOT NULL, aws_region 'text' NOT NULL, flow_log_id 'text' NOT NULL, log_key 'text' NOT NULL, processed_date 'text' NOT NULL, created_date 'integer' NOT NULL, PRIMARY KEY (bucket_path, aws_account_id, aws_region, flow_log_id, log_key))",
  ],
  [
    bucketTable('cisco_umbrella'),
    "CREATE TABLE cisco_umbrella (bucket_path 'text' NOT NULL, aws_account_id 'text' NOT NULL, log_key 'text' NOT NULL, processed_date 'text' NOT NULL, created_date 'integer' NOT NULL, PRIMARY KEY (bucket_path, aws_account_id, log_key))",
  ],
  [
    AWS_SERVICES,
    "CREATE TABLE aws_services (service_name 'text' NOT NULL, aws_account_id 'text' NOT NULL, aws_region 'text' NOT NULL, scan_date 'text' NOT NULL, PRIMARY KEY (service_name, aws_account_id, aws_region, scan_date))",
  ],
  [
    CLOUDWATCH_LOGS,
    "CREATE TABLE cloudwatch_logs (aws_region 'text' NOT NULL, aws_log_group 'text' NOT NULL, aws_log_stream 'text' NOT NULL, next_token 'text', start_time 'integer', end_time 'integer', PRIMARY KEY (aws_region, aws_log_group, aws_log_stream))",
  ],
])('makes the table $name once, as Python declares it', async (table, sql) => {
  const db = await home.open()
  expect([await db.ensureTable(table), await db.ensureTable(table)]).toEqual([true, false])
  db.close()
  expect(home.sql(`SELECT sql FROM sqlite_master WHERE name = '${table.name}' AND type = 'table'`)).toEqual([[sql]])
})

describe('the database', () => {
  test('cannot be opened when its file is none', async () => {
    writeFileSync(home.buckets, 'this file is not a database\n'.repeat(200))
    expect(await failureOf(home.open())).toEqual(unusable('file is not a database'))
  })

  test('cannot be opened when a folder is in the place of its file', async () => {
    mkdirSync(home.buckets)
    expect(await failureOf(home.open())).toEqual(unusable('unable to open database file'))
  })

  test('cannot be created without a folder for its file', async () => {
    rmSync(home.folder, { recursive: true })
    expect(await failureOf(home.open())).toEqual([
      ExitCode.databaseNotCreated,
      expect.stringContaining(`Could not create the ${home.buckets} database: ENOENT`),
    ])
  })

  test('refuses what a full disk has no room for, and goes on', async () => {
    const db = await home.open()
    await db.commit((execute) => execute('CREATE TABLE big (x)'))
    await db.read('PRAGMA max_page_count = 10')
    const filling = db.commit((execute) => execute('INSERT INTO big VALUES (zeroblob(100000))'))
    expect(await failureOf(filling)).toEqual(unusable('database or disk is full'))
    await db.commit((execute) => execute("INSERT INTO big VALUES ('small')"))
    expect(await db.read('SELECT count(*) FROM big')).toEqual([[1]])
    db.close()
  })

  test('is waited for while somebody else uses it; the program goes on, and says so once', async () => {
    const db = await home.open()
    const other = new DatabaseSync(home.buckets)
    other.exec('BEGIN EXCLUSIVE')
    let done = false
    const writing = db.commit((execute) => execute('CREATE TABLE late (x)')).then(() => (done = true))
    await sleep(400)
    expect(done).toBe(false)
    other.exec('COMMIT')
    other.close()
    await writing
    expect(await db.hasTable('late')).toBe(true)
    expect(printed).toEqual([`1 +++ The ${home.buckets} database is in use by another process; waiting`])
    db.close()
  })

  test('is no longer waited for when the run must end', async () => {
    const db = await home.open()
    const other = new DatabaseSync(home.buckets)
    other.exec('BEGIN EXCLUSIVE')
    const reading = failureOf(db.read('SELECT 1 FROM metadata'))
    home.ending.abort(new RunError(2, 'enough'))
    expect(await reading).toEqual([2, 'enough'])
    other.close()
    db.close()
  })
})

describe('many commits', () => {
  const journal = () => home.sql('PRAGMA journal_mode')
  const insert = (db: Awaited<ReturnType<StateHome['open']>>, n: number) =>
    db.commit((execute) => execute('INSERT INTO t VALUES (?)', BigInt(n)))

  test('leave the default journal and no other file', async () => {
    const db = await home.open()
    await db.commit((execute) => execute('CREATE TABLE t (n)'))
    for (let n = 0; n < 40; n++) await insert(db, n)
    expect(home.sql('SELECT count(*) FROM t')).toEqual([[40]])
    db.close()
    expect(journal()).toEqual([['delete']])
    expect([existsSync(`${home.buckets}-wal`), existsSync(`${home.buckets}-journal`)]).toEqual([false, false])
  })

  test('leave no other file while somebody else has the database open', async () => {
    const db = await home.open()
    await db.commit((execute) => execute('CREATE TABLE t (n)'))
    const other = new DatabaseSync(home.buckets)
    other.exec('BEGIN; SELECT * FROM t')
    const statement = other.prepare('SELECT count(*) AS n FROM t')
    expect(statement.get()?.n).toBe(0)
    other.exec('COMMIT')
    for (let n = 0; n < 40; n++) await insert(db, n)
    expect(statement.get()?.n).toBe(40)
    db.close()
    other.close()
    const again = await home.open()
    again.close()
    expect(journal()).toEqual([['delete']])
  })
})

const python = spawnSync('python3', ['-c', 'import sqlite3']).status === 0
describe.skipIf(!python)(`shared with Python${python ? '' : ' (skipped: no python3 with sqlite3 here)'}`, () => {
  const run = (code: string) => {
    const result = spawnSync(
      'python3',
      ['-c', `import sqlite3\ndb = sqlite3.connect(${JSON.stringify(home.buckets)})\n${code}`],
      {
        encoding: 'utf8',
      },
    )
    expect(result.stderr).toBe('')
    return result.stdout.trim()
  }

  test('reads its files', async () => {
    const script = readFileSync(new URL('../../fixtures/databases/python-4.14.7.sql', import.meta.url), 'utf8')
    run(`db.executescript(${JSON.stringify(script)})`)
    const db = await home.open()
    expect(await db.read('SELECT aws_region, created_date FROM cloudtrail ORDER BY log_key')).toEqual([
      ['eu-west-1', 20240104],
      ['us-east-1', 20240102],
      ['us-east-1', 20240103],
    ])
    db.close()
  })

  test('writes files that it can read and write, in the midst of a run too', async () => {
    const db = await home.open()
    await db.ensureTable(bucketTable('custom'))
    const row = "INSERT INTO custom VALUES ('b/', '1', ?, DATETIME('now'), ?)"
    for (let n = 0; n < 30; n++) await db.commit((execute) => execute(row, `k${n}`, 20240102n))
    const count =
      "print(db.execute('SELECT count(*), typeof(max(created_date)), typeof(max(log_key)) FROM custom').fetchone())"
    expect(run(count)).toBe("(30, 'integer', 'text')")
    run("db.execute(\"INSERT INTO custom VALUES ('b/', '1', 'python', DATETIME('now'), 20240103)\"); db.commit()")
    db.close()
    expect(run(count)).toBe("(31, 'integer', 'text')")
  })
})
