import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { runMeasured } from '../helpers/peak-memory.ts'
import { LAUNCHER, runCli } from '../helpers/run-cli.ts'
import { readState } from '../helpers/state-db.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const MB = 2 ** 20

/** Keys of an access log. */
const LOGS = ['--bucket', BUCKET, '--type', 'server_access', '--only_logs_after', '2024-JAN-01']
const LINE = `owner ${BUCKET} [02/Jan/2024:03:00:00 +0000] 192.0.2.1 r id REST.GET.OBJECT k "GET / HTTP/1.1" 200 - 1 1 1 1 "-" "-" -`

/** Puts access logs, in their order. */
function putLogs(...contents: readonly Buffer[]): string[] {
  return contents.map((content, n) => {
    const key = `2024-01-02-03-0${n}-00-0123456789ABCDEF`
    stage.aws.s3.put(BUCKET, key, content)
    return key
  })
}

/** Starts a run whose files cannot be larger than so many KiB: a write beyond fails as on a full disk. */
async function runOnSmallDisk(argv: readonly string[], kib: number): Promise<{ exit: number; stdout: string }> {
  const script = `trap '' XFSZ; ulimit -f ${kib}; exec "$0" "$@"`
  const run = spawn('bash', ['-c', script, LAUNCHER, ...argv], { cwd: stage.home.root, env: stage.home.env })
  let stdout = ''
  run.stdout.on('data', (text) => {
    stdout += text
  })
  const [exit] = await once(run, 'close')
  return { exit, stdout }
}

test('a text that the disk for temporary files cannot hold stops no other, and is tried again', async () => {
  const large = gzipSync(`${LINE}\n${'\n'.repeat(9 * MB)}`)
  const [key] = putLogs(large, gzipSync(`${LINE}\n`))
  const { exit, stdout } = await runOnSmallDisk([...LOGS, '--skip_on_error', '--debug', '1'], 4096)
  expect(exit).toBe(0)
  expect(stdout).toContain(`Unknown error reading/parsing file ${key}: Cannot use a temporary file: EFBIG`)
  expect(stage.sink.texts()).toHaveLength(1)
  expect((await runCli(stage.home, [...LOGS, '--skip_on_error'])).exit).toBe(0)
  expect(stage.sink.texts()).toHaveLength(2)
  expect(readState(stage.home)['s3_cloudtrail.s3_server_access']).toHaveLength(2)
})

test('a text that the disk for temporary files cannot hold ends its own partition alone', async () => {
  const [key] = putLogs(gzipSync(`${LINE}\n${'\n'.repeat(9 * MB)}`))
  const { exit, stdout } = await runOnSmallDisk(LOGS, 4096)
  expect(exit).toBe(7)
  expect(stdout).toContain(`ERROR: Unknown error reading/parsing file ${key}: Cannot use a temporary file: EFBIG`)
})

test('a line of half a gigabyte fails its own object', async () => {
  const megabytes = gzipSync('x'.repeat(8 * MB), { level: 1 })
  const members = Array.from({ length: 63 }, () => megabytes)
  const [key] = putLogs(Buffer.concat(members), gzipSync(`${LINE}\n`))
  const run = await runCli(stage.home, [...LOGS, '--skip_on_error', '--debug', '1'])
  expect(run.exit).toBe(0)
  expect(run.stdout).toContainEqual(
    `DEBUG: ++ Failed to decompress file ${key}: it expands to more than 128 times its size; skipping...`,
  )
  expect(stage.sink.texts()).toHaveLength(2)
})

/** What a hostile client or producer can put into a megabyte. */
const BOMBS: Readonly<Record<string, () => Buffer>> = {
  'empty records': () => packed('{"Records":[', '{},'.repeat(MB), 20, '{}]}'),
  'a record of numbers': () => packed('{"Records":[{"a":[', '1,'.repeat(MB), 7, '1]}]}'),
  'a record of members': () =>
    gzipSync(`{"Records":[{${Array.from({ length: 300_000 }, (_, n) => `"${n}":1`).join(',')}}]}`),
  'next to nothing, half a gigabyte of it': () => packed('{"Records":[', ' '.repeat(4 * MB), 125, ']}'),
}

/** A gzip file in members, of which one is there many times. */
function packed(start: string, text: string, times: number, end: string): Buffer {
  const member = gzipSync(text)
  return Buffer.concat([gzipSync(start), ...Array.from({ length: times }, () => member), gzipSync(end)])
}

test.each(Object.entries(BOMBS))('no object of a megabyte (%s) needs more than 600 MB', async (_, bomb) => {
  const key = stage.put('a')
  const content = bomb()
  expect(content.length).toBeLessThan(1.1 * MB)
  stage.aws.s3.put(BUCKET, key, content)
  const last = stage.put('b')
  const argv = [...ARGV, '--skip_on_error', '--discard-field', 'a', '--discard-regex', 'x']
  const { exit, peak } = await runMeasured(stage.home, argv)
  expect(exit).toBe(0)
  expect(stage.marked()).toContain(last)
  expect(peak).toBeGreaterThan(30 * MB)
  expect(peak).toBeLessThan(600 * MB)
})
