import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSocket } from '../../src/emit/socket.ts'
import type { EventLine } from '../../src/emit/types.ts'
import { RunError } from '../../src/errors.ts'
import * as log from '../../src/log.ts'
import { leaveStaleSocket } from '../helpers/datagram-sink.ts'
import { SinkThread } from '../helpers/sink-thread.ts'
import { batchOf, datagramsOf, numbered } from './batches.ts'

const printed = vi.hoisted(() => [] as string[])
vi.mock('../../src/log.ts', async (original) => ({
  ...(await original<typeof log>()),
  debug: (from: number, text: string) => printed.push(`${from} ${text}`),
  error: (text: string) => printed.push(`ERROR ${text}`),
  print: ({ level, text }: log.Line) =>
    printed.push(`${typeof level === 'string' ? level.toUpperCase() : level} ${text}`),
}))

let folder: string
let path: string
let ending: AbortController
let sink: SinkThread | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emit-'))
  path = join(folder, 'queue')
  ending = new AbortController()
  printed.length = 0
})

afterEach(async () => {
  log.setDebugLevel(0)
  await sink?.end()
  sink = undefined
  rmSync(folder, { recursive: true })
})

async function openSink(): Promise<SinkThread> {
  sink = await SinkThread.open(path)
  return sink
}

const failureOf = (sending: Promise<void>) =>
  sending.then(
    () => undefined,
    (cause: unknown) => (cause instanceof RunError ? [cause.exitCode, cause.message] : cause),
  )

test('each event is a datagram, in order, over several batches', async () => {
  const reader = await openSink()
  const emitter = openSocket(path, ending.signal)
  await emitter.send(batchOf(numbered(300)))
  await emitter.send(batchOf([]))
  await emitter.send(batchOf(['plain é☃\n', '{}']))
  await emitter.close()
  expect(await reader.close()).toEqual(datagramsOf([...numbered(300), 'plain é☃\n', '{}']))
  expect(emitter.counts).toEqual({ sent: 302, tooLong: 0 })
})

test('events may lie in the middle of a larger buffer', async () => {
  const reader = await openSink()
  const batch = batchOf(numbered(3))
  const room = Buffer.concat([Buffer.alloc(777), batch.bytes])
  const emitter = openSocket(path, ending.signal)
  await emitter.send({ ...batch, bytes: room.subarray(777) })
  await emitter.close()
  expect(await reader.close()).toEqual(datagramsOf(numbered(3)))
})

test('sending to a reader that stands still can be stopped', async () => {
  const reader = await openSink()
  await reader.pause()
  const emitter = openSocket(path, ending.signal)
  const sending = failureOf(emitter.send(batchOf(numbered(5000))))
  setTimeout(() => ending.abort(new RunError(2, 'enough')), 50)
  expect(await sending).toEqual([2, 'enough'])
  await emitter.close()
  expect(await reader.close()).toEqual(datagramsOf(numbered(5000)).slice(0, emitter.counts.sent))
})

test.each([
  ['at once', 0],
  ['after a while', 400],
])('a reader that restarts %s gets the rest, in order', async (_, pause) => {
  const reader = await openSink()
  const emitter = openSocket(path, ending.signal)
  await emitter.send(batchOf(numbered(100)))
  await reader.close()
  const back = sleep(pause).then(() => reader.restart())
  if (pause === 0) await back
  await emitter.send(batchOf(numbered(100, 100)))
  // The reader's thread answers its calls in turn.
  await back
  await emitter.close()
  expect(await reader.close()).toEqual(datagramsOf([...numbered(100), ...numbered(100, 100)]))
  expect(printed.length).toBe(pause === 0 ? 0 : 2)
})

test.each([
  ['stays away', () => {}, [11, 'Wazuh must be running.']],
  [
    'takes its file along',
    () => rmSync(path),
    [13, 'Error sending message to wazuh: [Errno 2] No such file or directory'],
  ],
])('a reader that goes and %s ends the run when patience does', async (_, afterwards, failure) => {
  const reader = await openSink()
  const emitter = openSocket(path, ending.signal, 0.3)
  await emitter.send(batchOf(numbered(2)))
  await reader.close()
  afterwards()
  expect(await failureOf(emitter.send(batchOf(numbered(2))))).toEqual(failure)
  expect(emitter.counts.sent).toBe(2)
})

test('a reader that restarts wakes a sender that waits for room', async () => {
  const reader = await openSink()
  await reader.pause()
  const emitter = openSocket(path, ending.signal)
  const sending = emitter.send(batchOf(numbered(3000)))
  await sleep(100)
  await reader.close()
  await reader.restart()
  await sending
  await emitter.close()
  expect(await reader.close()).toEqual(datagramsOf(numbered(3000)))
})

test.each([
  ['without a socket', () => {}, [13, 'Error sending message to wazuh: [Errno 2] No such file or directory']],
  ['with a socket that nobody reads', () => leaveStaleSocket(path), [11, 'Wazuh must be running.']],
])('a run %s fails at its first event, not before', async (_, prepare, failure) => {
  prepare()
  const emitter = openSocket(path, ending.signal)
  await emitter.send(batchOf([], [{ before: 0, level: 2, text: 'nothing in it' }]))
  expect(await failureOf(emitter.send(batchOf(['{}'])))).toEqual(failure)
  expect(printed).toEqual(['2 nothing in it'])
})

test('a path that is longer than the system takes is named', async () => {
  const long = join(folder, 'x'.repeat(120))
  const failure = [13, `Error sending message to wazuh: AF_UNIX path too long: ${long}`]
  expect(await failureOf(openSocket(long, ending.signal).send(batchOf(['{}'])))).toEqual(failure)
})

test('an event that the socket cannot take is passed over', async () => {
  const reader = await openSink()
  const emitter = openSocket(path, ending.signal)
  const giant = `{"pad": "${'y'.repeat(4_000_000)}"}`
  await emitter.send(batchOf(['{"n": 1}', giant, '{"n": 2}']))
  await emitter.close()
  expect(await reader.close()).toEqual(datagramsOf(['{"n": 1}', '{"n": 2}']))
  expect(emitter.counts).toEqual({ sent: 2, tooLong: 1 })
  expect(printed).toEqual([
    'ERROR Message too long to send to Wazuh.  Skipping message...',
    '1 +++ ERROR: Message longer than buffer socket for Wazuh. Consider increasing rmem_max. Skipping message...',
  ])
})

test('lines stand before their events, and at debug 3 so does each message', async () => {
  const lines: EventLine[] = [
    { before: 0, level: 3, text: 'first' },
    { before: 1, level: 'warning', text: 'second' },
    { before: 2, level: 'error', text: 'last' },
  ]
  log.setDebugLevel(3)
  const reader = await openSink()
  const emitter = openSocket(path, ending.signal)
  await emitter.send(batchOf(['{"a": 1}', 'b'], lines))
  await emitter.close()
  expect(printed).toEqual(['3 first', '3 {"a": 1}', 'WARNING second', '3 b', 'ERROR last'])
  expect(await reader.close()).toEqual(datagramsOf(['{"a": 1}', 'b']))
})

test('messages are shown as JSON texts at debug 3 where asked', async () => {
  log.setDebugLevel(3)
  await openSink()
  const emitter = openSocket(path, ending.signal)
  await emitter.send(batchOf(['{"l": "é"}\n\u007f😀']), { quoted: true })
  await emitter.close()
  expect(printed).toEqual([String.raw`3 "{\"l\": \"\u00e9\"}\n\u007f\ud83d\ude00"`])
})
