import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runCli, spawnCli } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()
const EVENTS = 2000

test.each([
  ['SIGINT', 2, ['ERROR: SIGINT received.']],
  ['SIGTERM', 143, []],
] as const)('%s ends a run that waits for a reader which stands still', async (signal, exit, stdout) => {
  stage.put('a', EVENTS)
  // A turn of the reader takes far fewer than all events, the queue of the kernel holds fewer still.
  await stage.useSink({ onDatagram: () => void stage.sink.pause() })
  const run = spawnCli(stage.home, ARGV)
  while (stage.sink.datagrams.length === 0) await sleep(10)
  run.process.kill(signal)
  expect(await run.result).toMatchObject({ exit, stdout, stderr: [] })
  expect(stage.sink.datagrams.length).toBeLessThan(EVENTS)
  expect(stage.marked()).toEqual([])
})

test('--deadline ends a run that waits for a reader which stands still', async () => {
  stage.put('a', EVENTS)
  await stage.sink.pause()
  const run = await runCli(stage.home, [...ARGV, '--deadline', '1', '--debug', '1'])
  expect(run.exit).toBe(0)
  expect(run.stdout).toContainEqual(expect.stringContaining('deadline of 1 seconds'))
  expect(stage.marked()).toEqual([])
})

test('objects are fetched ahead while the reader stands still', async () => {
  for (let n = 0; n < 8; n++) stage.put(`f${n}`, EVENTS / 8)
  await stage.sink.pause()
  const run = spawnCli(stage.home, ARGV)
  while (stage.aws.requests.of('GetObject').length < 8) await sleep(10)
  stage.sink.resume()
  expect(await run.result).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  await stage.sink.close()
  expect(stage.ids()).toHaveLength(EVENTS)
})
