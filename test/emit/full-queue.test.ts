import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSocket } from '../../src/emit/socket.ts'
import type { Emitter } from '../../src/emit/types.ts'
import type { SinkOptions } from '../helpers/datagram-sink.ts'
import { SinkThread } from '../helpers/sink-thread.ts'
import { batchOf, datagramsOf, numbered } from './batches.ts'
import { Crowd } from './crowd.ts'

let folder: string
let path: string
let sink: SinkThread
let emitter: Emitter

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'emit-'))
  path = join(folder, 'queue')
  emitter = openSocket(path, new AbortController().signal)
})

afterEach(async () => {
  await emitter.close()
  await sink.end()
  rmSync(folder, { recursive: true })
})

async function openSink(options?: SinkOptions): Promise<void> {
  sink = await SinkThread.open(path, options)
  await emitter.send(batchOf(['warm']))
}

/** Share of the time that this thread used the processor, and how often timers of 1 ms came to their turn. */
async function observe(work: () => Promise<void>): Promise<{ busy: number; ticksPerSecond: number; seconds: number }> {
  let ticks = 0
  const ticking = setInterval(() => ticks++, 1)
  const began = performance.now()
  const used = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(used)
  const seconds = (performance.now() - began) / 1000
  clearInterval(ticking)
  return { busy: (user + system) / 1e6 / seconds, ticksPerSecond: ticks / seconds, seconds }
}

test('a reader of less than 1,000 events a second costs no busy loop, and the event loop goes on', async () => {
  await openSink({ delayMs: 1 })
  const { busy, ticksPerSecond } = await observe(() => emitter.send(batchOf(numbered(1000))))
  expect(await sink.close()).toEqual(datagramsOf(['warm', ...numbered(1000)]))
  expect(busy).toBeGreaterThan(0)
  expect(busy).toBeLessThan(0.15)
  expect(ticksPerSecond).toBeGreaterThan(20)
})

test('a reader that stands still costs next to nothing, and the event loop goes on; then the rest arrives', async () => {
  await openSink()
  await sink.pause()
  const sending = emitter.send(batchOf(numbered(5000)))
  const { busy, ticksPerSecond } = await observe(async () => void (await sleep(2000)))
  expect(emitter.counts.sent).toBeGreaterThan(1)
  expect(emitter.counts.sent).toBeLessThan(5000)
  expect(busy).toBeLessThan(0.05)
  expect(ticksPerSecond).toBeGreaterThan(20)
  await sink.resume()
  await sending
  expect(await sink.close()).toEqual(datagramsOf(['warm', ...numbered(5000)]))
})

test.each([
  ['four others crowd the queue', 4, 200],
  ['thirty others crowd the queue, so that a turn takes longer than a call may wait', 30, 40],
])('a sender gets the share of a plain blocking one when %s', async (_, size, events) => {
  await openSink({ delayMs: 1 })
  const crowd = await Crowd.gather(path, size)
  await sleep(100)
  const before = crowd.sentEach()
  await emitter.send(batchOf(numbered(events)))
  const sentEach = crowd.sentEach() - before
  await crowd.leave()
  // More than twice as many would mean that these events took more than twice as long as theirs.
  expect(sentEach).toBeLessThan(2 * events)
  expect(sentEach).toBeGreaterThan(events / 10)
})
