import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runCli, spawnCli } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()
const FILES = 30

test.each([
  ['SIGINT', 2, ['ERROR: SIGINT received.']],
  ['SIGTERM', 143, []],
] as const)('%s ends a run in good order, and the next one goes on', async (signal, exit, lines) => {
  for (let n = 0; n < FILES; n++) stage.put(`f${String(n).padStart(2, '0')}`, 3)
  const run = spawnCli(stage.home, ARGV)
  await stage.useSink({
    delayMs: 5,
    onDatagram: () => {
      if (stage.sink.datagrams.length === 20) run.process.kill(signal)
    },
  })
  expect(await run.result).toMatchObject({ exit, stdout: lines, stderr: [] })
  expect(stage.marked().length).toBeLessThan(FILES)
  expect(stage.marked().length).toBeGreaterThan(3)
  await runCli(stage.home, ARGV)
  await stage.sink.close()
  const ids = stage.ids()
  expect(new Set(ids).size).toBe(FILES * 3)
  // The object under way was finished.
  expect(ids).toHaveLength(FILES * 3)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s lets an object that takes longer than a second be sent again',
  async (signal) => {
    stage.put('a', 400)
    const run = spawnCli(stage.home, ARGV)
    await stage.useSink({
      receiveBuffer: 4096,
      delayMs: 20,
      onDatagram: () => {
        if (stage.sink.datagrams.length === 5) run.process.kill(signal)
      },
    })
    await run.result
    expect(stage.marked()).toEqual([])
    await stage.useSink({})
    await runCli(stage.home, ARGV)
    await stage.sink.close()
    expect(new Set(stage.ids()).size).toBe(400)
  },
)

test('a run ends at its deadline, with nothing lost', async () => {
  for (let n = 0; n < FILES; n++) stage.put(`f${n}`, 3)
  await stage.useSink({ delayMs: 50 })
  const run = await runCli(stage.home, [...ARGV, '--deadline', '1', '--debug', '1'])
  expect(run.exit).toBe(0)
  expect(run.stdout).toContainEqual(expect.stringContaining('deadline of 1 seconds'))
  expect(stage.marked().length).toBeLessThan(FILES)
  await stage.useSink({})
  await runCli(stage.home, ARGV)
  expect(stage.marked()).toHaveLength(FILES)
})

// The answer would come when the test has long failed.
const NEVER = { latencyMs: 600_000 }

test.each([
  ['an object', { operation: 'GetObject' }, 'GetObject', 1],
  ['a listing', { operation: 'ListObjectsV2', after: 1 }, 'ListObjectsV2', 2],
] as const)('ends while it waits for %s', async (_, rule, operation, requests) => {
  stage.put('a')
  stage.aws.faults.add({ ...rule, ...NEVER })
  const run = spawnCli(stage.home, ARGV, { timeoutMs: 30_000 })
  while (stage.aws.requests.of(operation).length < requests) await sleep(10)
  run.process.kill('SIGINT')
  expect(await run.result).toMatchObject({ exit: 2, stdout: ['ERROR: SIGINT received.'], stderr: [] })
})

test('a run keeps its deadline while the manager does not tell its version', async () => {
  stage.put('a')
  const pidFile = join(stage.home.root, 'pid')
  writeFileSync(join(stage.home.root, 'bin', 'wazuh-control'), `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 600 >&2\n`)
  expect(await runCli(stage.home, [...ARGV, '--deadline', '1'])).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  spawnSync('kill', [readFileSync(pidFile, 'utf8').trim()])
})

test('a run keeps its deadline while it waits for AWS, and what was sent is not sent again', async () => {
  stage.put('a')
  const key = stage.put('b')
  stage.aws.faults.add({ operation: 'GetObject', resource: new RegExp(key), ...NEVER })
  expect(await runCli(stage.home, [...ARGV, '--deadline', '2'], { timeoutMs: 30_000 })).toMatchObject({ exit: 0 })
  stage.aws.faults.clear()
  expect((await runCli(stage.home, ARGV)).exit).toBe(0)
  expect(stage.ids()).toEqual(['a-0', 'b-0'])
})
