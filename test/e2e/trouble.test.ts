import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runCli, spawnCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()

test.each([
  ['an internal error', FAULTS.internalError],
  ['throttling', FAULTS.slowDown],
  ['a reset connection', 'reset'],
  ['a truncated body', 'truncate'],
] as const)('gets over %s', async (_, fault) => {
  stage.put('a')
  stage.put('b')
  stage.aws.faults.add({ operation: 'GetObject', fault, times: 1 })
  stage.aws.faults.add({ operation: 'ListObjectsV2', fault, times: 1 })
  expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.ids()).toEqual(['a-0', 'b-0'])
})

test('a run that is throttled to the end exits with 16, and the next one sends nothing twice', async () => {
  stage.put('a')
  const key = stage.put('b')
  stage.aws.faults.add({ operation: 'GetObject', resource: new RegExp(key), fault: FAULTS.slowDown })
  const run = await runHere(stage.home, ARGV)
  expect(run.exit).toBe(16)
  expect(run.stdout).toHaveLength(1)
  expect(run.stdout[0]).toMatch(/^ERROR: An error occurred \(SlowDown\) when calling the GetObject operation/)
  stage.aws.faults.clear()
  expect((await runHere(stage.home, ARGV)).exit).toBe(0)
  expect(stage.ids()).toEqual(['a-0', 'b-0'])
})

test('an object that may not be read ends the run, or is tried again later and kept by --remove', async () => {
  const key = stage.put('a')
  stage.put('b')
  stage.aws.faults.add({ operation: 'GetObject', resource: new RegExp(key), fault: FAULTS.accessDenied })
  const run = await runHere(stage.home, ARGV)
  expect(run.exit).toBe(1)
  expect(run.stdout).toEqual([`ERROR: Unknown error reading/parsing file ${key}: ${denied('GetObject')}`])
  expect((await runHere(stage.home, [...ARGV, '--skip_on_error', '--remove'])).exit).toBe(0)
  expect(stage.ids()).toEqual(['b-0'])
  expect(stage.aws.s3.keys(BUCKET)).toEqual([key])
})

test('an object of which an event cannot be handed over is not removed', async () => {
  const whole = stage.put('a')
  const key = whole.replace('_a.', '_b.')
  const tooLong = { eventID: 'b-0', numbers: Array.from({ length: 20_000 }, (_, n) => n) }
  stage.aws.s3.put(BUCKET, key, gzipSync(JSON.stringify({ Records: [tooLong, { eventID: 'b-1' }] })))
  expect(await runHere(stage.home, [...ARGV, '--remove'])).toMatchObject({ exit: 0 })
  expect(stage.ids()).toEqual(['a-0', 'b-1'])
  expect(stage.aws.s3.keys(BUCKET)).toEqual([key])
  expect(stage.marked()).toEqual([whole, key])
})

test.each([
  ['keys that have expired', { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' }],
  ['a service that is down', FAULTS.internalError],
] as const)('%s end the run: no object is passed over because of them', async (_, fault) => {
  stage.put('a')
  const key = stage.put('b')
  stage.aws.faults.add({ operation: 'GetObject', resource: new RegExp(key), fault })
  const run = await runHere(stage.home, [...ARGV, '--skip_on_error'])
  expect(run).toMatchObject({
    exit: 1,
    stdout: [expect.stringContaining(`ERROR: Unknown error: An error occurred (${fault.code})`)],
  })
  stage.aws.faults.clear()
  expect((await runHere(stage.home, [...ARGV, '--skip_on_error'])).exit).toBe(0)
  expect(stage.ids()).toEqual(['a-0', 'b-0'])
})

test('an account that is named twice is read once', async () => {
  stage.put('a')
  await runHere(stage.home, [...ARGV, '--aws_account_id', '123456789012,123456789012'])
  expect(stage.ids()).toEqual(['a-0'])
})

test('an object beyond the limit is not even fetched', async () => {
  const key = stage.put('a')
  const run = await runHere(stage.home, [...ARGV, '--max-object-bytes', '10'])
  expect(run).toMatchObject({ exit: 8, stdout: [expect.stringContaining(`Failed to decompress file ${key}`)] })
  expect(stage.aws.requests.of('GetObject')).toHaveLength(0)
})

test('an object that cannot be removed is not sent twice', async () => {
  stage.put('a')
  stage.put('b')
  stage.aws.faults.add({ operation: 'DeleteObject', fault: FAULTS.accessDenied, times: 1 })
  const run = await runHere(stage.home, [...ARGV, '--remove'])
  expect(run).toMatchObject({ exit: 1, stdout: [`ERROR: Unknown error: ${denied('DeleteObject')}`] })
  expect((await runHere(stage.home, [...ARGV, '--remove'])).exit).toBe(0)
  expect(stage.ids()).toEqual(['a-0', 'b-0'])
})

test('a run waits for a slow reader, and its events stay in order', async () => {
  stage.put('a', 300)
  await stage.useSink({ receiveBuffer: 4096, delayMs: 1 })
  expect((await runCli(stage.home, ARGV)).exit).toBe(0)
  await stage.sink.close()
  expect(stage.ids()).toEqual(Array.from({ length: 300 }, (_, n) => `a-${n}`))
})

test('a run goes on when the manager restarts', async () => {
  for (let n = 0; n < 40; n++) stage.put(`f${n}`, 5)
  let restarted: Promise<void> | undefined
  const restart = async () => {
    await stage.sink.close()
    await sleep(300)
    stage.sink.restart()
  }
  await stage.useSink({
    delayMs: 2,
    onDatagram: () => {
      if (stage.sink.datagrams.length === 50) restarted = restart()
    },
  })
  expect((await runCli(stage.home, ARGV)).exit).toBe(0)
  await restarted
  await stage.sink.close()
  expect(new Set(stage.ids()).size).toBe(200)
})

test('a second run on the same bucket waits for the first, and sends nothing twice', async () => {
  for (let n = 0; n < 10; n++) stage.put(`f${n}`, 5)
  // The first run cannot end before the second waits for it.
  await stage.useSink({
    receiveBuffer: 4096,
    delayMs: 1,
    onDatagram: () => {
      if (stage.sink.datagrams.length === 1) void stage.sink.pause()
    },
  })
  const first = spawnCli(stage.home, ARGV)
  await expect.poll(() => stage.sink.datagrams.length).toBe(1)
  const second = spawnCli(stage.home, [...ARGV, '--debug', '1'])
  let printed = ''
  second.process.stdout?.on('data', (chunk) => (printed += chunk))
  await expect.poll(() => printed).toMatch(/Another run/)
  stage.sink.resume()
  const [one, two] = await Promise.all([first.result, second.result])
  expect([one.exit, two.exit]).toEqual([0, 0])
  await stage.sink.close()
  expect(stage.ids()).toHaveLength(50)
})

test('a second run goes on when the first is killed', async () => {
  for (let n = 0; n < 10; n++) stage.put(`f${n}`, 5)
  await stage.useSink({ delayMs: 10 })
  const first = spawnCli(stage.home, ARGV)
  while (stage.sink.datagrams.length === 0) await sleep(10)
  const second = spawnCli(stage.home, ARGV)
  first.process.kill('SIGKILL')
  expect((await second.result).exit).toBe(0)
  await stage.sink.close()
  expect(new Set(stage.ids()).size).toBe(50)
})

const denied = (operation: string) =>
  `An error occurred (AccessDenied) when calling the ${operation} operation: Access Denied`

test('an object of which no event is found is kept by --remove, counted as failed, and reported once', async () => {
  const key = stage.put('a')
  stage.aws.s3.put(BUCKET, key, gzipSync('{"digest": 1}'))
  const argv = [...ARGV, '--remove', '--debug', '1']
  const first = await runHere(stage.home, argv)
  expect(first.exit).toBe(0)
  expect(first.stdout).toContain(`DEBUG: ++ No event was found in ${key}: it counts as failed and is not removed`)
  expect(first.stderr.at(-1)).toContain('1 failed')
  const second = await runHere(stage.home, argv)
  expect(second.stdout.filter((line) => line.includes('No event was found'))).toEqual([])
  expect(stage.aws.s3.keys(BUCKET)).toEqual([key])
  expect(stage.marked()).toEqual([key])
})

test('state that can be read but not written ends the run with 5 before anything is sent', async () => {
  stage.put('a')
  await runHere(stage.home, ARGV)
  // No journal can be made there, so that nothing can be written.
  symlinkSync('/nonexistent/journal', join(stage.home.state, 's3_cloudtrail.db-journal'))
  expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
  stage.put('b')
  const run = await runHere(stage.home, ARGV)
  expect(run).toMatchObject({ exit: 5, stdout: [expect.stringContaining('Error attempting to operate with the')] })
  expect(stage.ids()).toEqual(['a-0'])
})
