import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runHere } from '../helpers/run-here.ts'
import { writeState } from '../helpers/state-db.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const SKIP = [...ARGV, '--skip_on_error'] as const
const KMS = { status: 400, code: 'KMS.DisabledException', message: 'The key is disabled.' }

const sorted = () => stage.ids().sort()
const get = (key: string) => ({ operation: 'GetObject', resource: new RegExp(key) })
/** What failed before fails now as if it had first done so so many days ago, and is due. */
const age = (days: number) =>
  writeState(
    stage.home,
    'aws_s3',
    `UPDATE retries SET first_seen = first_seen - ${days * 86_400_000}, next_attempt = 0`,
  )

test.each([
  ['is refused', FAULTS.accessDenied],
  ['is refused by KMS', KMS],
  ['is damaged on the way', 'damage'],
  ['arrives by half under the length of a half', 'wrong-length'],
  ['is announced longer than it is', 'long-length'],
] as const)('with --skip_on_error an object that %s is not marked, and is sent by the next run', async (_, fault) => {
  const key = stage.put('a')
  const other = stage.put('b')
  stage.aws.faults.add({ ...get(key), fault })
  const run = await runHere(stage.home, [...SKIP, '--debug', '1'])
  expect(run.exit).toBe(0)
  expect(run.stdout).toContain(`DEBUG: ++ ${key} is tried again by a later run`)
  expect(stage.ids()).toEqual(['b-0'])
  expect(stage.marked()).toEqual([other])
  stage.aws.faults.clear()
  expect(await runHere(stage.home, SKIP)).toMatchObject({ exit: 0, stdout: [] })
  expect(await runHere(stage.home, SKIP)).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.ids()).toEqual(['b-0', 'a-0'])
  expect(stage.marked().sort()).toEqual([key, other])
})

test('an object that is missing when it is fetched is tried again, and sent when it is back', async () => {
  const key = stage.put('a')
  stage.put('b')
  const gone = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' }
  stage.aws.faults.add({ ...get(key), fault: gone, times: 1 })
  await runHere(stage.home, SKIP)
  await runHere(stage.home, SKIP)
  expect(stage.ids()).toEqual(['b-0', 'a-0'])
})

test('damage of every twentieth body loses and doubles nothing, with the flag and without', async () => {
  for (let n = 0; n < 100; n++) stage.put(`f${String(n).padStart(3, '0')}`)
  stage.aws.faults.add({ operation: 'GetObject', fault: 'damage', every: 20 })
  expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.ids()).toEqual(Array.from({ length: 100 }, (_, n) => `f${String(n).padStart(3, '0')}-0`))
  // One more for each that was damaged, no more.
  expect(stage.aws.requests.of('GetObject')).toHaveLength(105)
})

test('an object whose ETag is an MD5 of something else is read when it arrives twice alike', async () => {
  const key = stage.put('a')
  const object = stage.aws.s3.buckets.get(BUCKET)?.objects.get(key)
  if (object) Object.assign(object, { etag: `"${'0'.repeat(32)}"` })
  expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0 })
  expect(stage.ids()).toEqual(['a-0'])
})

test('an object whose content is bad is marked at once, with one GET where its MD5 is known, and two where not', async () => {
  const key = stage.put('a')
  stage.aws.s3.put(BUCKET, key, gzipSync('{oops'))
  const multipart = stage.put('b')
  stage.aws.s3.put(BUCKET, multipart, gzipSync('{oops'))
  const object = stage.aws.s3.buckets.get(BUCKET)?.objects.get(multipart)
  if (object) Object.assign(object, { etag: '"0123456789abcdef0123456789abcdef-2"' })
  expect(await runHere(stage.home, SKIP)).toMatchObject({ exit: 0 })
  expect(stage.marked()).toEqual([key, multipart])
  expect(stage.sink.texts().map((text) => text.includes('"error_msg": "Failed to parse file'))).toEqual([true, true])
  expect(stage.aws.requests.of('GetObject')).toHaveLength(3)
})

test('a retry that fails again backs off: it is tried by the next run, not by the one after that', async () => {
  const key = stage.put('a')
  stage.put('b')
  stage.aws.faults.add({ ...get(key), fault: FAULTS.accessDenied })
  for (let run = 0; run < 4; run++) expect((await runHere(stage.home, SKIP)).exit).toBe(0)
  expect(stage.aws.requests.of('GetObject').filter(({ resource }) => resource.includes(key))).toHaveLength(2)
  age(1)
  stage.aws.faults.clear()
  await runHere(stage.home, SKIP)
  expect(stage.ids()).toEqual(['b-0', 'a-0'])
})

test('after 7 days of retries an object is given up: an ERROR line, an error event, and a row', async () => {
  const key = stage.put('a')
  stage.aws.faults.add({ ...get(key), fault: FAULTS.accessDenied })
  await runHere(stage.home, SKIP)
  age(6.9)
  expect(await runHere(stage.home, SKIP)).toMatchObject({ exit: 0, stdout: [] })
  age(0.2)
  const run = await runHere(stage.home, SKIP)
  expect(run).toMatchObject({ exit: 0, stdout: [expect.stringContaining(`ERROR: Gave up ${key} after 3 attempts`)] })
  expect(stage.sink.texts()).toEqual([expect.stringContaining('"error_msg": "Unknown error reading/parsing file')])
  expect(stage.marked()).toEqual([key])
  expect(await runHere(stage.home, SKIP)).toMatchObject({ exit: 0, stdout: [] })
})

test.each([
  ['with', SKIP],
  ['without', ARGV],
])('%s --skip_on_error 20 refusals in a row end the run, and nothing is lost', async (_, argv) => {
  for (let n = 0; n < 50; n++) stage.put(`f${String(n).padStart(2, '0')}`)
  stage.aws.faults.add({ operation: 'GetObject', fault: FAULTS.accessDenied })
  const run = await runHere(stage.home, argv)
  expect(run).toMatchObject({ exit: 1, stdout: [expect.stringContaining('ERROR: Unknown error reading/parsing file')] })
  expect(stage.marked()).toEqual([])
  stage.aws.faults.clear()
  expect((await runHere(stage.home, argv)).exit).toBe(0)
  expect(sorted()).toEqual(Array.from({ length: 50 }, (_, n) => `f${String(n).padStart(2, '0')}-0`))
})

test('19 refusals in a row do not end the run', async () => {
  for (let n = 0; n < 20; n++) stage.put(`f${String(n).padStart(2, '0')}`)
  stage.aws.faults.add({ operation: 'GetObject', resource: /_f(?!19)/, fault: FAULTS.accessDenied })
  expect(await runHere(stage.home, SKIP)).toMatchObject({ exit: 0 })
  expect(stage.ids()).toEqual(['f19-0'])
})

test('aws-s3 state failed shows what is tried again, and why, as a table and as JSON', async () => {
  expect(await runHere(stage.home, ['state', 'failed'])).toMatchObject({ exit: 0, stdout: ['nothing is stored'] })
  const key = stage.put('a')
  stage.aws.faults.add({ ...get(key), fault: FAULTS.accessDenied })
  await runHere(stage.home, SKIP)
  const { stdout } = await runHere(stage.home, ['state', 'failed'])
  expect(stdout[0]).toMatch(/^TYPE +BUCKET PATH +FIRST SEEN \(UTC\) +ATTEMPTS +NEXT ATTEMPT \(UTC\) +KEY +REASON$/)
  expect(stdout[1]).toMatch(/^cloudtrail +trail-bucket\/ .* 1 +.*_a\.json\.gz +An error occurred \(AccessDenied\)/)
  const [row] = JSON.parse((await runHere(stage.home, ['state', 'failed', '--json'])).stdout.join(''))
  expect(row).toMatchObject({
    type: 'cloudtrail',
    bucketPath: `${BUCKET}/`,
    accountId: '123456789012',
    key,
    attempts: 1,
  })
})
