import { expect, test, vi } from 'vitest'
import { RateLimitedEmitter, slice } from '../../src/emit/rate-limited-emitter.ts'
import type { Emitter, EventBatch, WatchedQueue } from '../../src/emit/types.ts'
import { RunError } from '../../src/errors.ts'
import type * as log from '../../src/log.ts'
import { monotonicMs } from '../../src/monotonic-clock.ts'
import { batchOf, datagramsOf } from './batches.ts'

const said = vi.hoisted(() => [] as string[])
vi.mock('../../src/log.ts', async (original) => ({
  ...(await original<typeof log>()),
  debugToStderr: (_: number, text: string) => said.push(text),
}))
/** Sleeping moves the clock on where it is a faked one. */
vi.mock('node:timers/promises', async (original) => {
  const timers = await original<typeof import('node:timers/promises')>()
  const sleep = async (ms: number) =>
    void (vi.isFakeTimers() ? vi.advanceTimersByTime(ms) : await timers.setTimeout(ms))
  return { ...timers, setTimeout: sleep }
})

const NEVER = new AbortController().signal

const batch = batchOf(
  ['a', 'bb', 'ccc', 'd'],
  [0, 1, 2, 2, 4].map((before, i) => ({ before, level: 2 as const, text: `line ${i}` })),
)
const textsOf = ({ bytes, ends }: EventBatch) =>
  [...ends].map((end, i) => Buffer.from(bytes.subarray(ends[i - 1] ?? 0, end)).toString())

test('a batch is cut into parts with the events and lines that belong to each', () => {
  const parts = [slice(batch, 0, 2), slice(batch, 2, 3), slice(batch, 3, 4)]
  expect(parts.map(textsOf)).toEqual([datagramsOf(['a', 'bb']), datagramsOf(['ccc']), datagramsOf(['d'])])
  expect(parts.map(({ lines }) => lines.map(({ before, text }) => `${before} ${text}`))).toEqual([
    ['0 line 0', '1 line 1'],
    ['0 line 2', '0 line 3'],
    ['1 line 4'],
  ])
})

test('a batch of which all is asked for is not cut', () => {
  expect(slice(batch, 0, 4)).toBe(batch)
})

function recorder() {
  const sizes: number[] = []
  const counts = { sent: 0, tooLong: 0 }
  const emitter: Emitter = {
    counts,
    send: async ({ ends }) => {
      sizes.push(ends.length)
      counts.sent += ends.length
    },
    close: async () => {},
  }
  return { sizes, emitter }
}
const events = (count: number) => batchOf(Array.from({ length: count }, (_, i) => `${i}`))

/** A queue that has this many free places at each check, then none. */
function queueOf(rooms: number[]) {
  let sent = 0
  const queue: WatchedQueue = {
    available: async () => rooms.shift() ?? 0,
    recordSent: (count) => {
      sent += count
    },
    finalCounts: async () => ({ arrived: sent, dropped: 7 }),
  }
  return queue
}

test('--max-eps lets two tenths of a second leave at once, then exactly its rate', async () => {
  vi.useFakeTimers({ toFake: ['hrtime'] })
  const began = monotonicMs()
  const { emitter } = recorder()
  const leaving: { atMs: number; sent: number }[] = []
  const send = async (batch: EventBatch) => {
    await emitter.send(batch)
    leaving.push({ atMs: monotonicMs() - began, sent: emitter.counts.sent })
  }
  const paced = new RateLimitedEmitter({ ...emitter, send }, { maxEps: 1000, signal: NEVER })
  await paced.send(events(450)).finally(() => vi.useRealTimers())
  expect(leaving).toEqual([
    { atMs: 0, sent: 100 },
    { atMs: 0, sent: 200 },
    { atMs: 100, sent: 300 },
    { atMs: 200, sent: 400 },
    { atMs: 300, sent: 450 },
  ])
})

test('batches are handed on as they are while there is nothing to go by', async () => {
  const { sizes, emitter } = recorder()
  const queue = queueOf([Number.POSITIVE_INFINITY])
  const paced = new RateLimitedEmitter(emitter, { maxEps: 0, queue, signal: NEVER })
  await paced.send(events(5000))
  await paced.send(events(0))
  expect(sizes).toEqual([5000, 0])
})

test('a queue gets what it has room for, a part of a large room at a time', async () => {
  const { sizes, emitter } = recorder()
  const queue = queueOf([4000, 600, 0, 0.9, 3, 500])
  const paced = new RateLimitedEmitter(emitter, { maxEps: 0, queue, signal: NEVER })
  await paced.send(events(1500))
  expect(sizes).toEqual([1000, 256, 3, 241])
})

test('what the manager counted is known once the sending has ended', async () => {
  const paced = new RateLimitedEmitter(recorder().emitter, { maxEps: 0, queue: queueOf([100]), signal: NEVER })
  await paced.send(events(5))
  expect(paced.counts).toEqual({ sent: 5, tooLong: 0 })
  await paced.close()
  expect(paced.counts).toEqual({ sent: 5, tooLong: 0, manager: { arrived: 5, dropped: 7 } })
})

test('a queue that has no room for long is said once', async () => {
  vi.useFakeTimers({ toFake: ['hrtime'] })
  const available = async () => {
    vi.advanceTimersByTime(4000)
    if (++looks === 8) ending.abort(new RunError(2, 'enough'))
    return 0
  }
  let looks = 0
  const ending = new AbortController()
  const queue = { ...queueOf([]), available }
  const sending = new RateLimitedEmitter(recorder().emitter, { maxEps: 0, queue, signal: ending.signal }).send(
    events(1),
  )
  await expect(sending.finally(() => vi.useRealTimers())).rejects.toThrow('enough')
  expect(said).toEqual(['+++ The queue behind the socket has had no room for 10 seconds; waiting for it'])
})

test.each([
  ['a ceiling', { maxEps: 1 }],
  ['a full queue', { maxEps: 0, queue: queueOf([]) }],
])('a run that waits for %s can be stopped', async (_, options) => {
  const ending = new AbortController()
  const paced = new RateLimitedEmitter(recorder().emitter, { ...options, signal: ending.signal })
  setTimeout(() => ending.abort(new RunError(2, 'enough')), 20)
  await expect(paced.send(events(3))).rejects.toThrow('enough')
})
