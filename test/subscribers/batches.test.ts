import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { events, QUEUE, queueStage } from './queue-stage.ts'

const MESSAGES = 200
const EVENTS = 3
/** Beyond a test's time. */
const NEVER_MS = 600_000

const stage = queueStage()

/** Waits until a number is at least so large and stays the same for half a second. */
async function settled(least: number, count: () => number): Promise<number> {
  for (let last = -1; last !== count() || last < least; await sleep(500)) last = count()
  return count()
}

function fill(): void {
  for (let n = 0; n < MESSAGES; n++) stage.put(`f${n}.json`, events(`f${n}`, EVENTS))
}

test('messages are received and deleted ten at a time, not one by one', async () => {
  fill()
  stage.aws.faults.add({ service: 'sqs', latencyMs: 20 })
  expect(await stage.run()).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  await stage.sink.close()
  expect(stage.depth).toBe(0)
  expect(stage.ids()).toHaveLength(MESSAGES * EVENTS)
  const deletions = stage.aws.requests.of('DeleteMessageBatch').length
  expect(deletions).toBeGreaterThanOrEqual(MESSAGES / 10)
  expect(deletions).toBeLessThanOrEqual(MESSAGES / 5)
  const receives = stage.aws.requests.of('ReceiveMessage').length
  expect(receives).toBeGreaterThan(MESSAGES / 10)
  expect(receives).toBeLessThanOrEqual(MESSAGES / 5)
})

test('a run that is killed before SQS has deleted what it handed over doubles no message but the one under way', async () => {
  fill()
  stage.aws.faults.add({ operation: 'DeleteMessageBatch', latencyMs: NEVER_MS })
  const victim = stage.spawn()
  await stage.useSink({
    receiveBuffer: 4096,
    onDatagram: () => {
      if (stage.sink.datagrams.length === (MESSAGES * EVENTS) / 4) victim.process.kill('SIGKILL')
    },
  })
  expect(await victim.result).toMatchObject({ signal: 'SIGKILL' })
  expect(stage.depth).toBe(MESSAGES)
  stage.aws.faults.clear()
  for (const message of stage.aws.sqs.messages(QUEUE)) message.hiddenUntil = 0
  const { exit, stdout } = await stage.run('--debug', '1')
  await stage.sink.close()
  expect(exit).toBe(0)
  expect(stage.depth).toBe(0)
  const known = stdout.filter((line) => line.includes('its events were handed over before'))
  expect(known.length).toBeGreaterThan(MESSAGES / 8)
  const ids = stage.ids()
  expect(new Set(ids).size).toBe(MESSAGES * EVENTS)
  const twice = new Set(ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => id.split('-')[0]))
  expect(twice.size).toBeLessThanOrEqual(1)
})

test('a reader that stands still is sent no more than it can take: few messages are received, few objects read', async () => {
  fill()
  fill()
  await stage.useSink({ receiveBuffer: 1024 })
  await stage.sink.pause()
  const run = stage.spawn()
  const gets = await settled(10, () => stage.aws.requests.of('GetObject').length)
  const received = stage.aws.sqs.messages(QUEUE).filter(({ receiveCount }) => receiveCount > 0).length
  stage.sink.resume()
  expect(await run.result).toMatchObject({ exit: 0 })
  expect(received).toBeGreaterThanOrEqual(10)
  expect(received).toBeLessThanOrEqual(100)
  expect(gets).toBeGreaterThanOrEqual(10)
  expect(gets).toBeLessThanOrEqual(100)
})

test('a message that names an object a thousand times has a few of them read at a time', async () => {
  const large = events('large', 20_000)
  stage.put('large.json', large)
  stage.notify(...Array<string>(1000).fill('large.json'))
  await stage.useSink({ receiveBuffer: 1024 })
  await stage.sink.pause()
  const run = stage.spawn()
  const gets = await settled(2, () => stage.aws.requests.of('GetObject').length)
  run.process.kill('SIGTERM')
  stage.sink.resume()
  expect(await run.result).toMatchObject({ exit: 143 })
  expect(gets).toBeGreaterThanOrEqual(2)
  expect(gets).toBeLessThanOrEqual(50)
})

test('a queue is read although nothing can be remembered: each message is deleted before the next one is sent', async () => {
  for (let n = 0; n < 12; n++) stage.put(`f${n}.json`, events(`f${n}`, 1))
  writeFileSync(join(stage.home.state, 'aws_s3.db'), 'no database')
  const { exit, stdout } = await stage.run('--debug', '1')
  await stage.sink.close()
  expect(exit).toBe(0)
  expect(stdout.join('\n')).toContain('What was handed over cannot be remembered')
  expect(stage.ids()).toEqual(Array.from({ length: 12 }, (_, n) => `f${n}-0`))
  expect(stage.aws.requests.of('DeleteMessageBatch')).toHaveLength(12)
  expect(stage.depth).toBe(0)
})
