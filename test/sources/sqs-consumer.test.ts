import { expect, test } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { SqsConsumer } from '../../src/sources/sqs-consumer.ts'
import type { MessageQueue, QueueMessage } from '../../src/subscribers/types.ts'

/** A queue whose first answer is a message; the second is what `second` says, and nothing is in it from then on. */
function setUp(second: 'nothing' | 'no answer') {
  const ending = new AbortController()
  const signals: AbortSignal[] = []
  const deleted: string[] = []
  const message: QueueMessage = { id: 'm', body: '{}', handle: 'h', receiveCount: 1 }
  const queue: MessageQueue = {
    url: 'http://q',
    visibilitySeconds: 30,
    retentionSeconds: 60,
    maxReceiveCount: undefined,
    async receive(_max, _wait, signal = new AbortController().signal) {
      signals.push(signal)
      if (signals.length === 1) return [message]
      if (second === 'no answer') await new Promise((_, reject) => signal.addEventListener('abort', reject))
      return []
    },
    async remove(handles) {
      deleted.push(...handles)
      return []
    },
    async extend() {},
  }
  const memory = { add: async () => true, known: async () => new Set<string>() }
  const consumer = new SqsConsumer({ queue, name: 'q', memory, signal: ending.signal })
  const end = () => ending.abort(new RunError(143, []))
  return { consumer, messages: consumer.messages(), signals, deleted, end }
}

async function firstOf(messages: AsyncGenerator<QueueMessage>): Promise<QueueMessage> {
  const { value } = await messages.next()
  return value
}

test('a run that ends deletes what it has handed over, and receives nothing more', async () => {
  const { consumer, messages, signals, deleted, end } = setUp('nothing')
  const message = await firstOf(messages)
  await expect.poll(() => signals.length).toBe(2)
  end()
  await consumer.ack(message)
  await consumer.drain()
  expect(deleted).toEqual(['h'])
  await expect(messages.next()).rejects.toMatchObject({ exitCode: 143 })
  expect(signals).toHaveLength(2)
  await consumer.releaseAll()
})

test('a run that goes on asks for more once it has deleted what it has handed over', async () => {
  const { consumer, messages, signals, deleted } = setUp('nothing')
  await consumer.ack(await firstOf(messages))
  await consumer.drain()
  expect(deleted).toEqual(['h'])
  expect(await messages.next()).toEqual({ done: true, value: undefined })
  expect(signals).toHaveLength(3)
  await consumer.releaseAll()
})

test('a run that ends aborts the request in flight, whose messages nobody would take', async () => {
  const { consumer, messages, signals, end } = setUp('no answer')
  await firstOf(messages)
  await expect.poll(() => signals.length).toBe(2)
  expect(signals[1]?.aborted).toBe(false)
  end()
  expect(signals[1]?.aborted).toBe(true)
  await consumer.releaseAll()
})
