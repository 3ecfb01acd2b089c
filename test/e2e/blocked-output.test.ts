import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LAUNCHER } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()
/** More lines than a pipe holds at debug 3. */
const EVENTS = 2_000

/** Starts a run whose output goes to a pipe that is not read, or to a socket as Node's pipes are. */
function start(kind: 'pipe' | 'socket', event: 'exit' | 'close', ...more: readonly string[]) {
  const path = join(stage.home.root, 'output')
  if (kind === 'pipe') spawnSync('mkfifo', [path])
  const pipe = kind === 'pipe' ? openSync(path, constants.O_RDWR) : undefined
  const stdio = ['ignore', pipe ?? 'pipe', 'pipe'] as const
  const child = spawn(LAUNCHER, [...ARGV, '--debug', '3', ...more], { env: stage.home.env, stdio: [...stdio] })
  const ended = once(child, event).finally(() => pipe !== undefined && closeSync(pipe))
  return { child, ended, pipe }
}

test.each(['pipe', 'socket'] as const)('SIGTERM ends a run whose output, a %s, nobody reads', async (kind) => {
  stage.put('a', EVENTS)
  const { child, ended } = start(kind, 'exit')
  await expect.poll(() => stage.sink.datagrams.length, { timeout: 20_000 }).toBeGreaterThan(0)
  await sleep(300)
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  expect(await ended).toEqual([143, null])
  expect(stage.sink.datagrams.length).toBeLessThan(EVENTS)
})

test('--deadline ends a run whose output nobody reads', async () => {
  stage.put('a', EVENTS)
  const { ended } = start('pipe', 'exit', '--deadline', '2')
  expect(await ended).toEqual([0, null])
})

test('a reader of the output that comes late gets every line, in order', async () => {
  stage.put('a', EVENTS)
  const { child, ended, pipe } = start('socket', 'close')
  expect(pipe).toBeUndefined()
  await sleep(1_500)
  const output: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  expect(await ended).toEqual([0, null])
  const ids = Buffer.concat(output)
    .toString()
    .match(/a-\d+(?=", |")/g)
  expect([...new Set(ids)]).toEqual(Array.from({ length: EVENTS }, (_, n) => `a-${n}`))
})
