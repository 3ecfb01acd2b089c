import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSocket } from '../../src/emit/socket.ts'
import type { EventLine } from '../../src/emit/types.ts'
import { RunError } from '../../src/errors.ts'
import * as log from '../../src/log.ts'
import { Stop } from '../../src/stop.ts'
import { DatagramSink, leaveStaleSocket } from '../helpers/datagram-sink.ts'
import { batchOf, datagramsOf, numbered } from './batches.ts'

const printed = vi.hoisted(() => [] as string[])
vi.mock('../../src/log.ts', async (original) => ({
  ...(await original<typeof log>()),
  debug: (from: number, text: string) => printed.push(`${from} ${text}`),
  error: (text: string) => printed.push(`ERROR ${text}`),
  warning: (text: string) => printed.push(`WARNING ${text}`),
}))

let folder: string
let path: string
let stop: Stop

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emit-'))
  path = join(folder, 'queue')
  stop = new Stop()
  printed.length = 0
})

afterEach(() => {
  log.setDebugLevel(0)
  rmSync(folder, { recursive: true })
})

const failureOf = (sending: Promise<void>) =>
  sending.then(
    () => undefined,
    (cause: unknown) => (cause instanceof RunError ? [cause.exitCode, cause.message] : cause),
  )

describe('a reader that keeps up', () => {
  it('gets each event as a datagram, in order, over several batches', async () => {
    const sink = new DatagramSink(path)
    const emitter = openSocket(path, stop)
    await emitter.send(batchOf(numbered(300)))
    await emitter.send(batchOf([]))
    await emitter.send(batchOf(['plain é☃\n', '{}']))
    emitter.close()
    await sink.close()
    expect(sink.texts()).toEqual(datagramsOf([...numbered(300), 'plain é☃\n', '{}']))
    expect(emitter.counts).toEqual({ sent: 302, tooLong: 0 })
  })

  it('gets events out of the middle of a larger buffer', async () => {
    const sink = new DatagramSink(path)
    const batch = batchOf(numbered(3))
    const room = Buffer.concat([Buffer.alloc(777), batch.bytes])
    const emitter = openSocket(path, stop)
    await emitter.send({ ...batch, bytes: room.subarray(777) })
    emitter.close()
    await sink.close()
    expect(sink.texts()).toEqual(datagramsOf(numbered(3)))
  })
})

describe('a reader that is slow', () => {
  it('loses nothing, keeps the order and leaves the event loop alone', async () => {
    const sink = new DatagramSink(path, { receiveBuffer: 4096 })
    await sink.pause()
    let turns = 0
    const ticking = setInterval(() => turns++, 5)
    const emitter = openSocket(path, stop)
    const sending = emitter.send(batchOf(numbered(5000)))
    await sleep(300)
    expect(turns).toBeGreaterThan(0)
    expect(emitter.counts.sent).toBeLessThan(5000)
    sink.resume()
    await sending
    clearInterval(ticking)
    emitter.close()
    await sink.close()
    expect(sink.texts()).toEqual(datagramsOf(numbered(5000)))
  })

  it('can be stopped', async () => {
    const sink = new DatagramSink(path)
    await sink.pause()
    const emitter = openSocket(path, stop)
    const sending = failureOf(emitter.send(batchOf(numbered(5000))))
    setTimeout(() => stop.request(new RunError(2, 'enough')), 50)
    expect(await sending).toEqual([2, 'enough'])
    emitter.close()
    await sink.close()
    expect(sink.texts()).toEqual(datagramsOf(numbered(5000)).slice(0, emitter.counts.sent))
  })
})

describe('a reader that restarts', () => {
  it.each([
    ['at once', 0],
    ['after a while', 400],
  ])('%s gets the rest, in order', async (_, pause) => {
    const sink = new DatagramSink(path)
    const emitter = openSocket(path, stop)
    await emitter.send(batchOf(numbered(100)))
    await sink.close()
    const back = sleep(pause).then(() => sink.restart())
    if (pause === 0) await back
    await emitter.send(batchOf(numbered(100, 100)))
    emitter.close()
    await sink.close()
    expect(sink.texts()).toEqual(datagramsOf([...numbered(100), ...numbered(100, 100)]))
    expect(printed.length).toBe(pause === 0 ? 0 : 2)
  })

  it.each([
    ['stays away', () => {}, [11, 'Wazuh must be running.']],
    [
      'takes its file along',
      () => rmSync(path),
      [13, 'Error sending message to wazuh: [Errno 2] No such file or directory'],
    ],
  ])('but %s ends the run when patience does', async (_, afterwards, failure) => {
    const sink = new DatagramSink(path)
    const emitter = openSocket(path, stop, 0.3)
    await emitter.send(batchOf(numbered(2)))
    await sink.close()
    afterwards()
    expect(await failureOf(emitter.send(batchOf(numbered(2))))).toEqual(failure)
    expect(emitter.counts.sent).toBe(2)
  })

  it('wakes a sender that waits for room', async () => {
    const sink = new DatagramSink(path)
    await sink.pause()
    const emitter = openSocket(path, stop)
    const sending = emitter.send(batchOf(numbered(3000)))
    await sleep(100)
    await sink.close()
    sink.restart()
    await sending
    emitter.close()
    await sink.close()
    expect(sink.texts()).toEqual(datagramsOf(numbered(3000)))
  })
})

describe('no reader from the start', () => {
  it.each([
    ['no file', () => {}, [13, 'Error sending message to wazuh: [Errno 2] No such file or directory']],
    ['a file that nobody reads', () => leaveStaleSocket(path), [11, 'Wazuh must be running.']],
  ])('%s: fails at the first event, not before', async (_, prepare, failure) => {
    prepare()
    const emitter = openSocket(path, stop)
    await emitter.send(batchOf([], [{ before: 0, level: 2, text: 'nothing in it' }]))
    expect(await failureOf(emitter.send(batchOf(['{}'])))).toEqual(failure)
    expect(printed).toEqual(['2 nothing in it'])
  })

  it('says so when the path is longer than the system takes', async () => {
    const long = join(folder, 'x'.repeat(120))
    const failure = [13, `Error sending message to wazuh: AF_UNIX path too long: ${long}`]
    expect(await failureOf(openSocket(long, stop).send(batchOf(['{}'])))).toEqual(failure)
  })
})

it('passes over an event that the socket cannot take', async () => {
  const sink = new DatagramSink(path)
  const emitter = openSocket(path, stop)
  const giant = `{"pad": "${'y'.repeat(4_000_000)}"}`
  await emitter.send(batchOf(['{"n": 1}', giant, '{"n": 2}']))
  emitter.close()
  await sink.close()
  expect(sink.texts()).toEqual(datagramsOf(['{"n": 1}', '{"n": 2}']))
  expect(emitter.counts).toEqual({ sent: 2, tooLong: 1 })
  expect(printed).toEqual([
    'ERROR Message too long to send to Wazuh.  Skipping message...',
    '1 +++ ERROR: Message longer than buffer socket for Wazuh. Consider increasing rmem_max. Skipping message...',
  ])
})

describe('lines', () => {
  const lines: EventLine[] = [
    { before: 0, level: 3, text: 'first' },
    { before: 1, level: 'warning', text: 'second' },
    { before: 2, level: 'error', text: 'last' },
  ]

  it('stand before their events, and at debug 3 so does each message', async () => {
    log.setDebugLevel(3)
    const sink = new DatagramSink(path)
    const emitter = openSocket(path, stop)
    await emitter.send(batchOf(['{"a": 1}', 'b'], lines))
    emitter.close()
    await sink.close()
    expect(printed).toEqual(['3 first', '3 {"a": 1}', 'WARNING second', '3 b', 'ERROR last'])
    expect(sink.texts()).toEqual(datagramsOf(['{"a": 1}', 'b']))
  })

  it('show texts as JSON where asked', async () => {
    log.setDebugLevel(3)
    const sink = new DatagramSink(path)
    const emitter = openSocket(path, stop)
    await emitter.send(batchOf(['{"l": "é"}\n\u007f😀']), { quoted: true })
    emitter.close()
    await sink.close()
    expect(printed).toEqual([String.raw`3 "{\"l\": \"\u00e9\"}\n\u007f\ud83d\ude00"`])
  })
})
