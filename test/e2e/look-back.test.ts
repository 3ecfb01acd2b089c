import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { runHere } from '../helpers/run-here.ts'
import { writeState } from '../helpers/state-db.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const ACCOUNT = '123456789012'
const FOLDER = `AWSLogs/${ACCOUNT}/CloudTrail/us-east-1/2024/01/02/`
const BODY = gzipSync('{"Records": []}')
const HOUR_MS = 3_600_000

const keyAt = (minute: number, name: string): string => {
  const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`
  return `${FOLDER}${ACCOUNT}_CloudTrail_us-east-1_20240102T${time}Z_${name}.json.gz`
}

/** A day of files, three a minute, all of them processed. */
function fillDay(): number {
  const keys = Array.from({ length: 3 * 1440 }, (_, n) => keyAt(Math.floor(n / 3), `k${n % 3}`))
  for (const key of keys) stage.aws.s3.put(BUCKET, key, BODY)
  const values = keys.map(
    (key) => `('${BUCKET}/', '${ACCOUNT}', 'us-east-1', '${key}', '2024-01-02 12:00:00', 20240102)`,
  )
  writeState(
    stage.home,
    's3_cloudtrail',
    `CREATE TABLE cloudtrail (bucket_path 'text' NOT NULL, aws_account_id 'text' NOT NULL, aws_region 'text' NOT NULL,
      log_key 'text' NOT NULL, processed_date 'text' NOT NULL, created_date 'integer' NOT NULL,
      PRIMARY KEY (bucket_path, aws_account_id, aws_region, log_key));
    INSERT INTO cloudtrail VALUES ${values.join(', ')};`,
  )
  return keys.length
}

/** @returns how often the partition was listed */
async function listings(): Promise<number> {
  stage.aws.requests.clear()
  const { exit, stdout } = await runHere(stage.home, ARGV)
  expect([exit, stdout]).toEqual([0, []])
  return stage.aws.requests.of('ListObjectsV2').filter(({ query }) => query.get('prefix')?.endsWith('/us-east-1/'))
    .length
}

/** Lets the look-back of the last run be an hour old. */
function passAnHour(): void {
  const db = new DatabaseSync(join(stage.home.state, 'aws_s3.db'))
  const { changes } = db.prepare('UPDATE look_backs SET looked_at = looked_at - ?').run(HOUR_MS)
  db.close()
  expect(changes).toBe(1)
}

test('an idle run on a large partition lists one page, and the whole window once an hour', async () => {
  const pages = Math.ceil(fillDay() / 1000)
  expect(await listings()).toBe(pages)
  expect(await listings()).toBe(1)
  passAnHour()
  expect(await listings()).toBe(pages)
  expect(stage.ids()).toEqual([])
})

test('a late file of the last hour is taken by the next run, an older one within the hour, and none twice', async () => {
  fillDay()
  await listings()
  const put = (minute: number, id: string) =>
    stage.aws.s3.put(BUCKET, keyAt(minute, id), gzipSync(JSON.stringify({ Records: [{ eventID: id }] })))
  put(700, 'old')
  put(1400, 'recent')
  await listings()
  expect(stage.ids()).toEqual(['recent'])
  await listings()
  passAnHour()
  await listings()
  await listings()
  await stage.sink.close()
  expect(stage.ids()).toEqual(['recent', 'old'])
})
