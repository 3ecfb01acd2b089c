import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { isRunning } from '../helpers/processes.ts'
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

describe('a script of the manager that hangs, and what it waits for', () => {
  let pidFile: string

  beforeEach(() => {
    pidFile = join(stage.home.root, 'pids')
    const script = `sleep 600 >&2 & echo $$ $! > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; wait`
    writeFileSync(join(stage.home.root, 'bin', 'wazuh-control'), `#!/bin/sh\n${script}\n`)
  })

  async function expectEnd(): Promise<void> {
    const pids = readFileSync(pidFile, 'utf8').split(' ').map(Number)
    expect(pids).toHaveLength(2)
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), { timeout: 10_000 })
  }

  test('are ended with a run, which keeps its deadline', async () => {
    stage.put('a')
    expect(await runCli(stage.home, [...ARGV, '--deadline', '2'])).toMatchObject({ exit: 0, stdout: [], stderr: [] })
    await expectEnd()
  })

  test.each<[what: string, argv: readonly string[], stdout: readonly string[]]>([
    ['a run', ARGV, ['ERROR: SIGINT received.']],
    ['--version', ['--version'], ['ERROR: SIGINT received.']],
  ])('are ended with %s that is ended by a signal', async (_, argv, stdout) => {
    stage.put('a')
    const run = spawnCli(stage.home, argv, { timeoutMs: 30_000 })
    while (!existsSync(pidFile)) await sleep(10)
    run.process.kill('SIGINT')
    expect(await run.result).toMatchObject({ exit: 2, stdout, stderr: [] })
    await expectEnd()
  })

  test('are ended with a run that does not wait for the version', async () => {
    const home = new URL('../../src/home.ts', import.meta.url)
    const code = `import { existsSync } from 'node:fs'
      import { managerVersion } from '${home}'
      void managerVersion('${stage.home.root}')
      while (!existsSync('${pidFile}')) await new Promise((resolve) => setTimeout(resolve, 10))
      process.exit(7)`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', code]).status).toBe(7)
    await expectEnd()
  })
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
