import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { SqsConsumer } from '../../src/sources/sqs-consumer.ts'
import type { MessageQueue, QueueMessage } from '../../src/subscribers/types.ts'

const message = (id: string): QueueMessage => ({ id, body: '{}', handle: `handle of ${id}`, receiveCount: 1 })

/** A queue that answers with messages, then with what `second` gives, and then with nothing. */
function setUp(second: () => Promise<QueueMessage[]>, first = ['a']) {
  const ending = new AbortController()
  const signals: AbortSignal[] = []
  const deleted: string[] = []
  const released: string[] = []
  const queue: MessageQueue = {
    url: 'http://q',
    visibilitySeconds: 30,
    retentionSeconds: 60,
    maxReceiveCount: undefined,
    async receive(_max, _wait, signal = new AbortController().signal) {
      signals.push(signal)
      if (signals.length === 1) return first.map(message)
      return signals.length === 2 ? second() : []
    },
    async remove(handles) {
      deleted.push(...handles)
      return []
    },
    async extend(handle, seconds) {
      if (seconds === 0) released.push(handle)
    },
  }
  const memory = { add: async () => true, known: async () => new Set<string>() }
  const consumer = new SqsConsumer({ queue, name: 'q', memory, signal: ending.signal })
  const end = () => ending.abort(new RunError(143, []))
  return { consumer, messages: consumer.messages(), signals, deleted, released, end }
}

const nothing = async () => []

async function firstOf(messages: AsyncGenerator<QueueMessage>): Promise<QueueMessage> {
  const { value } = await messages.next()
  return value
}

test('a run that ends deletes what it has handed over, and receives nothing more', async () => {
  const { consumer, messages, signals, deleted, end } = setUp(nothing)
  const message = await firstOf(messages)
  await expect.poll(() => signals.length).toBe(2)
  end()
  await consumer.ack(message)
  await consumer.drain()
  expect(deleted).toEqual(['handle of a'])
  await expect(messages.next()).rejects.toMatchObject({ exitCode: 143 })
  expect(signals).toHaveLength(2)
  await consumer.releaseAll()
})

test('a run that goes on asks for more once it has deleted what it has handed over', async () => {
  const { consumer, messages, signals, deleted } = setUp(nothing)
  await consumer.ack(await firstOf(messages))
  await consumer.drain()
  expect(deleted).toEqual(['handle of a'])
  expect(await messages.next()).toEqual({ done: true, value: undefined })
  expect(signals).toHaveLength(3)
  await consumer.releaseAll()
})

test('a run that ends gives back what a request brings that was in flight', async () => {
  const answer = Promise.withResolvers<QueueMessage[]>()
  const { consumer, messages, signals, released, end } = setUp(() => answer.promise)
  await firstOf(messages)
  await expect.poll(() => signals.length).toBe(2)
  end()
  await expect(messages.next()).rejects.toMatchObject({ exitCode: 143 })
  answer.resolve([message('b')])
  await turn()
  await consumer.releaseAll()
  expect(released).toEqual(['handle of a', 'handle of b'])
  expect(signals).toHaveLength(2)
})

test('a run that ends waits for no answer', async () => {
  const { consumer, messages, signals, released, end } = setUp(() => new Promise(() => {}))
  await firstOf(messages)
  await expect.poll(() => signals.length).toBe(2)
  end()
  expect(signals[1]?.aborted).toBe(false)
  await consumer.releaseAll()
  expect(signals[1]?.aborted).toBe(true)
  expect(released).toEqual(['handle of a'])
})

test('a run that ends waits a moment for an answer of a queue that was full, and gives back what it brings', async () => {
  const first = Array.from({ length: 10 }, (_, n) => `a${n}`)
  const answer = Promise.withResolvers<QueueMessage[]>()
  const { consumer, messages, signals, released, end } = setUp(() => answer.promise, first)
  await firstOf(messages)
  await expect.poll(() => signals.length).toBe(2)
  end()
  const releasing = consumer.releaseAll()
  await turn()
  expect(released).toEqual([])
  answer.resolve([message('b')])
  await releasing
  expect(released).toEqual([...first, 'b'].map((id) => `handle of ${id}`))
  expect(signals).toHaveLength(2)
})

test.each([
  ['the signal', (end: () => void) => end()],
  ['a failure', () => {}],
])('a run that is ended by %s asks for nothing while it waits, and not for ever', async (_, stop) => {
  vi.useFakeTimers()
  try {
    const first = Array.from({ length: 10 }, (_, n) => `a${n}`)
    const { consumer, messages, signals, released, end } = setUp(() => new Promise(() => {}), first)
    await firstOf(messages)
    await vi.advanceTimersByTimeAsync(0)
    const asked = signals.length
    expect(asked).toBeGreaterThan(0)
    stop(end)
    const releasing = consumer.releaseAll()
    await vi.advanceTimersByTimeAsync(499)
    expect(released).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await releasing
    expect(released).toEqual(first.map((id) => `handle of ${id}`))
    expect(signals).toHaveLength(asked)
  } finally {
    vi.useRealTimers()
  }
})
