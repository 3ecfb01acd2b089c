import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Koffi from 'koffi'
import type { KoffiFunc } from 'koffi'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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

const calls = vi.hoisted(() => ({ count: 0, made: (_count: number): void => {} }))
vi.mock('koffi', async (load) => {
  const { default: koffi } = await load<{ default: typeof Koffi }>()
  const counted = (declaration: string, native: KoffiFunc<(...args: unknown[]) => unknown>) => {
    if (!/ (sendmmsg|poll)\(/.test(declaration)) return native
    return (...args: unknown[]) => {
      const result = native(...args)
      calls.made(++calls.count)
      return result
    }
  }
  const open = (path: string | null) => {
    const library = koffi.load(path)
    return { func: (declaration: string) => counted(declaration, library.func(declaration)) }
  }
  return { default: { ...koffi, load: open } }
})

/** Resolves once the program has sent, or waited to send, this many times more. The sender fails if that is not heard. */
async function callsMade(wanted: number): Promise<void> {
  const until = calls.count + wanted
  await new Promise<void>((resolve) => {
    calls.made = (count) => {
      if (count > until + 1000) throw new Error('the event loop stands still')
      if (count >= until) resolve()
    }
  })
  calls.made = () => {}
}

/** What work costs: calls to the kernel that send or wait, and turns of the event loop. */
async function observe(work: () => Promise<void>): Promise<{ calls: number; turns: number; ms: number }> {
  const began = performance.now()
  const before = { calls: calls.count, turns: performance.nodeTiming.uvMetricsInfo.loopCount }
  await work()
  return {
    calls: calls.count - before.calls,
    turns: performance.nodeTiming.uvMetricsInfo.loopCount - before.turns,
    ms: performance.now() - began,
  }
}

/** Milliseconds for which a call waits that finds no space: eight, or thirty and then the next one eight. */
const WAITS_MS = 8

test('a reader of less than 1,000 events a second costs no busy loop, and the event loop goes on', async () => {
  await openSink({ delayMs: 1 })
  const events = numbered(1000)
  const { calls, turns, ms } = await observe(() => emitter.send(batchOf(events)))
  expect(await sink.close()).toEqual(datagramsOf(['warm', ...events]))
  expect(calls).toBeGreaterThan(1000 / 64)
  // Each takes an event, finds no space at once after one that took some, or waits, itself or after a `poll`.
  expect(calls).toBeLessThan(2 * 1000 + (2 * ms) / WAITS_MS)
  expect(turns).toBeGreaterThan(10)
  expect(turns).toBeLessThan(2 * calls)
})

test('a reader that stands still costs next to nothing, and the event loop goes on; then the rest arrives', async () => {
  await openSink()
  await sink.pause()
  const events = numbered(5000)
  const isFull = callsMade(20)
  const sending = emitter.send(batchOf(events))
  await Promise.race([isFull, sending])
  const { calls, turns, ms } = await observe(() => Promise.race([callsMade(150), sending]))
  expect(emitter.counts.sent).toBeGreaterThan(1)
  expect(emitter.counts.sent).toBeLessThan(5000)
  // Of three calls, two wait and one follows a wait. A loaded machine only makes them longer.
  expect(ms).toBeGreaterThan((150 / 3) * WAITS_MS)
  expect(turns).toBeGreaterThan(calls / 6)
  expect(turns).toBeLessThan(2 * calls)
  await sink.resume()
  await sending
  expect(await sink.close()).toEqual(datagramsOf(['warm', ...events]))
})

test.each([
  ['four others crowd the queue', 4, 200],
  ['thirty others crowd the queue, so that a turn takes longer than a call may wait', 30, 40],
])('a sender gets the share of a plain blocking one when %s', async (_, size, events) => {
  await openSink({ delayMs: 1 })
  const crowd = await Crowd.gather(path, size)
  // All are at work once each has sent some.
  while (crowd.sentEach() < 5) await sleep(5)
  const before = crowd.sentEach()
  await emitter.send(batchOf(numbered(events)))
  const sentEach = crowd.sentEach() - before
  await crowd.leave()
  // More than twice as many would mean that these events took more than twice as long as theirs.
  expect(sentEach).toBeLessThan(2 * events)
  expect(sentEach).toBeGreaterThan(events / 10)
})
