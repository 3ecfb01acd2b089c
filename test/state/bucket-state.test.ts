import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { openBucketState } from '../../src/state/bucket-state.ts'
import { lookbacksIn } from '../../src/state/lookbacks.ts'
import type { PartitionState } from '../../src/walker/state-contract.ts'
import { printed } from '../helpers/printed.ts'
import { StateHome } from './state-home.ts'

vi.mock('../../src/log.ts', async (original) => (await import('../helpers/printed.ts')).recorded(await original()))

const home = StateHome.forEachTest()

const ACCOUNT = { accountId: '123456789012', region: 'us-east-1', flowLogId: 'fl-1' }
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `p/${String(i).padStart(4, '0')}`)

const lookbacks = lookbacksIn(() => home.open('aws_s3'))
const isProcessed = async (state: PartitionState, key: string) => (await state.processed(key, key)).has(key)

async function open(table = 'cloudtrail', bucketPath = 'bucket/') {
  const db = await home.open()
  return { db, state: await openBucketState(db, { table, bucketPath, lookbacks }) }
}

test('a table that is made is reported once', async () => {
  for (let run = 0; run < 2; run++) (await open()).db.close()
  expect(printed).toEqual(['1 +++ Table does not exist; create'])
})

test.each([
  ['cloudtrail', "'bucket/', '123456789012', 'us-east-1', 'p/k', 20240102"],
  ['config', "'bucket/', '123456789012', 'us-east-1', 'p/k', 20240102"],
  ['vpcflow', "'bucket/', '123456789012', 'us-east-1', 'fl-1', 'p/k', 20240102"],
  ['custom', "'bucket/', '123456789012', 'p/k', 20240102"],
  ['alb', "'bucket/', '123456789012', 'p/k', 20240102"],
] as const)('writes a row of %s as Python does', async (table, values) => {
  const { db, state } = await open(table)
  await (await state.open(ACCOUNT, 'p/')).markDone('p/k', 20240102)
  db.close()
  const [row] = home.sql(`SELECT * FROM ${table}`) as (string | number)[][]
  const shown = row?.map((value) => (typeof value === 'string' ? `'${value}'` : `${value}`)) ?? []
  expect(shown.at(-2)).toMatch(/^'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'$/)
  expect(shown.toSpliced(-2, 1).join(', ')).toBe(values)
})

describe('a partition', () => {
  test('starts with nothing', async () => {
    const { db, state } = await open()
    const partition = await state.open(ACCOUNT, 'p/')
    expect([partition.firstKey, partition.lastKey, await isProcessed(partition, 'p/a')]).toEqual([
      undefined,
      undefined,
      false,
    ])
    db.close()
  })

  test('knows its first and last key, before and after new ones', async () => {
    const { db, state } = await open()
    const one = await state.open(ACCOUNT, 'p/')
    for (const key of ['p/b', 'p/d', 'p/c']) await one.markDone(key, 20240102)
    expect([one.firstKey, one.lastKey, await isProcessed(one, 'p/c')]).toEqual(['p/b', 'p/d', true])
    const again = await state.open(ACCOUNT, 'p/')
    await again.markDone('p/a', 20240101)
    expect([again.firstKey, again.lastKey]).toEqual(['p/a', 'p/d'])
    db.close()
  })

  test('sees what a Python run left, and only what is its own', async () => {
    home.load('python-4.14.7.sql')
    const { db, state } = await open('cloudtrail', 'trail-bucket/')
    const prefix = 'AWSLogs/123456789012/CloudTrail/us-east-1/'
    const partition = await state.open(ACCOUNT, prefix)
    expect(partition.firstKey).toContain('20240102T0115Z')
    expect(partition.lastKey).toContain('20240103T0115Z')
    expect((await state.open({ ...ACCOUNT, region: 'eu-west-1' }, prefix)).lastKey).toBeUndefined()
    expect((await state.open({ ...ACCOUNT, accountId: '210987654321' }, prefix)).lastKey).toBeUndefined()
    const elsewhere = await openBucketState(db, { table: 'cloudtrail', bucketPath: 'trail-bucket/other/', lookbacks })
    expect((await elsewhere.open(ACCOUNT, prefix)).lastKey).toBeUndefined()
    db.close()
  })

  test('takes its prefix by the letter', async () => {
    const { db, state } = await open('custom')
    const all = await state.open(ACCOUNT, '')
    for (const key of ['a_b/1', 'aXb/2', 'A_B/3', 'a_b', 'é☃😀/4']) await all.markDone(key, 20240102)
    expect((await state.open(ACCOUNT, 'a_b/')).lastKey).toBe('a_b/1')
    expect((await state.open(ACCOUNT, 'é☃😀/')).firstKey).toBe('é☃😀/4')
    expect((await state.open(ACCOUNT, 'a%')).lastKey).toBeUndefined()
    db.close()
  })

  test('knows no rows of keys that go on otherwise', async () => {
    const { db, state } = await open()
    const all = await state.open(ACCOUNT, 'p/')
    for (const key of ['p/2024', 'p/AWSLogs/1', 'p/Z']) await all.markDone(key, 1)
    const part = await state.open(ACCOUNT, 'p/', { start: '0000' })
    expect([part.lastKey, await part.keys()]).toEqual(['p/2024', ['p/2024']])
    for (const key of numbered(501)) await part.markDone(key, 1)
    await part.prune({})
    const others = [await state.open(ACCOUNT, 'p/A'), await state.open(ACCOUNT, 'p/Z')]
    expect((await Promise.all(others.map((other) => other.keys()))).flat()).toEqual(['p/AWSLogs/1', 'p/Z'])
    db.close()
  })

  test('takes an object that is marked twice as it was first', async () => {
    const { db, state } = await open()
    const partition = await state.open(ACCOUNT, 'p/')
    await partition.markDone('p/a', 20240101)
    await partition.markDone('p/a', 20240102)
    db.close()
    expect(home.sql('SELECT created_date FROM cloudtrail')).toEqual([[20240101]])
  })
})

test('every query of a partition is answered from an index, without a scan of the table', async () => {
  const { db, state } = await open()
  const asked: string[] = []
  const read = vi.spyOn(db, 'read').mockImplementation(async (sql: string) => {
    asked.push(sql)
    return []
  })
  const commit = vi.spyOn(db, 'commit').mockImplementation(async (write) => {
    write((sql) => void asked.push(sql))
  })
  for (const start of ['', '0000/00/00']) {
    const partition = await state.open(ACCOUNT, 'p/', { start })
    await partition.markDone('p/a', 20240102)
    await Promise.all([partition.keys(), partition.processed('p/a', 'p/b'), partition.hasMoreThan(1000, 'p/a')])
    await Promise.all([partition.firstIn('p/a', 'p/b'), partition.lastIn('p/a', 'p/b'), partition.prune({})])
  }
  await state.keyRange('123456789012', 'p/')
  read.mockRestore()
  commit.mockRestore()
  const plans = asked
    .filter((sql) => !sql.startsWith('INSERT'))
    .map((sql) => home.plan(sql, sql.split('?').length - 1).join('; '))
  db.close()
  expect(asked.length).toBeGreaterThan(15)
  expect(plans.filter((plan) => !plan.includes('SEARCH'))).toEqual([])
  expect(plans.filter((plan) => /SCAN (?!CONSTANT)|TEMP B-TREE/.test(plan))).toEqual([])
})

describe('pruning', () => {
  const kept = () => home.sql('SELECT log_key FROM cloudtrail ORDER BY log_key').flat()

  test.each([
    ['exactly 500 rows', 500, undefined, 0],
    ['512 rows and no window', 512, undefined, 12],
    ['512 rows, the window inside the newest', 512, 'p/0100', 12],
    ['620 rows, all in the window', 620, 'p/0000', 0],
    ['620 rows, some in the window', 620, 'p/0050', 50],
  ])('%s', async (_, count, fromKey, firstKept) => {
    const { db, state } = await open()
    const partition = await state.open(ACCOUNT, 'p/')
    for (const key of numbered(count)) await partition.markDone(key, 20240102)
    await partition.prune(fromKey === undefined ? {} : { fromKey })
    db.close()
    expect(kept()).toEqual(numbered(count).slice(firstKept))
  })

  test('keeps keys that do not count, and they take no place among the 500', async () => {
    const { db, state } = await open()
    const canBeMarker = (key: string) => !key.includes('ahead')
    const partition = await state.open(ACCOUNT, 'p/', { canBeMarker })
    for (const key of [...numbered(505), 'p/9ahead1', 'p/9ahead2']) await partition.markDone(key, 20240102)
    await partition.prune({})
    const { lastKey, lastIgnoredKey } = await state.open(ACCOUNT, 'p/', { canBeMarker })
    db.close()
    expect({ lastKey, lastIgnoredKey }).toEqual({ lastKey: 'p/0504', lastIgnoredKey: 'p/9ahead2' })
    expect(kept()).toEqual([...numbered(505).slice(5), 'p/9ahead1', 'p/9ahead2'])
  })

  test('leaves other partitions and prefixes alone', async () => {
    const { db, state } = await open('alb')
    const busy = await state.open(ACCOUNT, 'p/')
    const quiet = await state.open(ACCOUNT, 'a-quiet-region/')
    await quiet.markDone('a-quiet-region/1', 20240101)
    for (const key of numbered(510)) await busy.markDone(key, 20240102)
    await busy.prune({})
    expect((await state.open(ACCOUNT, 'a-quiet-region/')).lastKey).toBe('a-quiet-region/1')
    expect(await db.read('SELECT count(*) FROM alb')).toEqual([[501]])
    db.close()
  })
})

describe('a killed run', () => {
  const source = (file: string) => JSON.stringify(fileURLToPath(new URL(`../../src/state/${file}`, import.meta.url)))
  const program = (root: string) => `
    const { writeSync } = await import('node:fs')
    const { openDatabase } = await import(${source('open-database.ts')})
    const { openBucketState } = await import(${source('bucket-state.ts')})
    const { signal } = new AbortController()
    const db = await openDatabase({ home: ${JSON.stringify(root)}, name: 's3_cloudtrail', version: 'v4.14.7', signal })
    const state = await openBucketState(db, { table: 'cloudtrail', bucketPath: 'bucket/', lookbacks: {} })
    const partition = await state.open(${JSON.stringify(ACCOUNT)}, 'p/')
    for (let n = 0; ; n++) {
      const key = 'p/' + String(n).padStart(6, '0')
      await partition.markDone(key, 20240102)
      writeSync(1, key + '\\n')
    }`

  test.each([3, 15, 16, 17, 60, 200])('keeps every row that was reported, after %i of them', async (rows) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program(home.root)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let seen = ''
    child.stdout.on('data', (data) => {
      seen += data
      if (seen.split('\n').length > rows) child.kill('SIGKILL')
    })
    await new Promise((resolve) => child.on('close', resolve))
    const reported = seen.trim().split('\n')
    const { db, state } = await open()
    const partition = await state.open(ACCOUNT, 'p/')
    expect(reported.length).toBeGreaterThanOrEqual(rows)
    const kept = new Set(await partition.keys())
    expect(reported.filter((key) => !kept.has(key))).toEqual([])
    db.close()
    expect(home.sql('PRAGMA journal_mode')).toEqual([['delete']])
  })
})
