import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Answer, Daemon, type DaemonOptions, framed, StatsServer, writeState } from '../helpers/manager.ts'
import { runCli } from '../helpers/run-cli.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const FILES = 30
const EVENTS = 100 * FILES
const DEBUG = [...ARGV, '--debug', '1']

let daemon: Daemon
let manager: StatsServer | undefined

async function startDaemon(options: DaemonOptions): Promise<void> {
  daemon = new Daemon(options)
  await stage.useSink({ onDatagram: () => daemon.receive() })
}

function receiveMany(events: number): void {
  for (let n = 0; n < events; n++) daemon.receive()
}

/** The same files, or the first of them, in a second bucket: runs on one bucket wait for each other. */
function copyBucket(files = FILES) {
  const bucket = 'second-bucket'
  for (let n = 0; n < files; n++) stage.put(`f${String(n).padStart(2, '0')}`, EVENTS / FILES, bucket)
  return { bucket, argv: ARGV.map((word) => (word === BUCKET ? bucket : word)) }
}

beforeEach(async () => {
  for (let n = 0; n < FILES; n++) stage.put(`f${String(n).padStart(2, '0')}`, EVENTS / FILES)
  await startDaemon({ size: 1000 })
})
afterEach(async () => {
  await manager?.close()
  manager = undefined
})

test('a manager that answers drops none, and the run tells what arrived', async () => {
  manager = await StatsServer.open(stage.home, daemon)
  const { exit, stderr } = await runCli(stage.home, DEBUG)
  expect([exit, daemon.received, daemon.dropped]).toEqual([0, EVENTS, 0])
  expect(daemon.peak).toBeGreaterThan(0.4)
  expect(daemon.peak).toBeLessThan(0.85)
  expect(manager.asked).toBeGreaterThan(5)
  expect(stderr).toEqual([
    "DEBUG: +++ Sending as fast as the manager's queue allows",
    `DEBUG: +++ Processed ${FILES} objects: ${EVENTS} events sent, 0 discarded, 0 failed, 0 too long; ` +
      `the manager counted at most ${EVENTS} arrived, 0 dropped`,
  ])
})

test('--no-pacing asks nothing, and the manager drops what it cannot hold', async () => {
  manager = await StatsServer.open(stage.home, daemon)
  const { exit, stderr } = await runCli(stage.home, [...ARGV, '--no-pacing'])
  expect([exit, stderr, manager.asked]).toEqual([0, [], 0])
  expect(daemon.received).toBe(EVENTS)
  expect(daemon.dropped).toBeGreaterThan(0)
})

test('events that the manager drops are a warning on stderr, at debug 0 too', async () => {
  manager = await StatsServer.open(stage.home, daemon)
  // Another sender, without regard: the counters of this manager do not tell its events from ours.
  await stage.useSink({ onDatagram: () => receiveMany(daemon.received === 0 ? 2500 : 1) })
  const { exit, stdout, stderr } = await runCli(stage.home, ARGV)
  expect([exit, stdout]).toEqual([0, []])
  expect(stderr).toEqual([expect.stringMatching(/^WARNING: The manager dropped up to [1-9]\d* of the events sent/)])
})

test('two collectors at once fill the queue of one manager, and it drops none', async () => {
  manager = await StatsServer.open(stage.home, daemon)
  const { bucket, argv } = copyBucket()
  const runs = await Promise.all([runCli(stage.home, ARGV), runCli(stage.home, argv)])
  expect(runs.map(({ exit, stderr }) => [exit, stderr])).toEqual([
    [0, []],
    [0, []],
  ])
  expect([daemon.received, daemon.dropped]).toEqual([2 * EVENTS, 0])
  expect(daemon.peak).toBeGreaterThan(0.4)
  expect(daemon.peak).toBeLessThan(0.85)
  const second = stage.sink.texts().map((text) => text.includes(`"s3bucket": "${bucket}"`))
  expect(second.indexOf(true)).toBeLessThan(second.lastIndexOf(false))
  expect(second.indexOf(false)).toBeLessThan(second.lastIndexOf(true))
})

test.each<[string, Answer]>([
  ['hangs', () => {}],
  ['breaks off', (socket) => socket.destroy()],
  ['answers nonsense', (socket) => socket.end(framed('[1, 2'))],
  ['answers an error', (socket) => socket.end(framed('{"error":1,"message":"no","data":{}}'))],
  ['answers late', (socket, server) => void setTimeout(() => socket.end(server.stats()), 100)],
])('a manager that %s stops no run', async (_, answer) => {
  manager = await StatsServer.open(stage.home, daemon)
  manager.answer = answer
  const { exit, stdout, stderr } = await runCli(stage.home, ARGV)
  expect([exit, stdout, stderr]).toEqual([0, [], []])
  expect(stage.ids()).toHaveLength(EVENTS)
  expect(manager.asked).toBeGreaterThan(0)
})

test('a manager whose own socket dies in the middle of a run stops no run, and its state file takes over', async () => {
  manager = await StatsServer.open(stage.home, daemon)
  manager.answer = (socket, server) => {
    if (server.asked < 4) socket.end(server.stats())
    else die(server)
  }
  const die = (server: StatsServer) => {
    writeState(stage.home, 'analysisd', { event_queue_usage: '0.00', event_queue_size: 100_000 })
    void server.close()
  }
  const { exit, stderr } = await runCli(stage.home, DEBUG)
  expect(exit).toBe(0)
  expect(stage.ids()).toHaveLength(EVENTS)
  expect(stderr).toContainEqual(
    expect.stringMatching(/does not tell how full its queue is \(.+\); going by its state file/),
  )
})

test('a fresh state file alone lets half of the queue leave at once', async () => {
  await startDaemon({ rate: 0, size: 2 * EVENTS })
  writeState(stage.home, 'analysisd', { event_queue_usage: '0.00', event_queue_size: 2.1 * EVENTS })
  const { exit } = await runCli(stage.home, ARGV)
  expect([exit, daemon.received, daemon.dropped]).toEqual([0, EVENTS, 0])
})

test('an agent gets what its buffer can hold, and drops none', async () => {
  // So slow that half of the buffer is sent before much of it is processed.
  await startDaemon({ rate: 200, size: 1000 })
  const { argv } = copyBucket(9)
  writeState(stage.home, 'agentd', { msg_count: 0, msg_buffer: 0 })
  mkdirSync(join(stage.home.root, 'etc'), { recursive: true })
  writeFileSync(
    join(stage.home.root, 'etc', 'ossec.conf'),
    `<ossec_config><client_buffer><queue_size>1000</queue_size><events_per_second>200</events_per_second></client_buffer></ossec_config>`,
  )
  const { exit } = await runCli(stage.home, argv)
  expect([exit, daemon.received, daemon.dropped]).toEqual([0, 900, 0])
  expect(daemon.peak).toBeGreaterThan(0.4)
  expect(daemon.peak).toBeLessThan(0.85)
})
