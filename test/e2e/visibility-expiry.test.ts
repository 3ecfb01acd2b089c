import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { events, QUEUE, queueStage } from '../subscribers/queue-stage.ts'

const LARGE = 75
const SMALL = 30

const stage = queueStage({ visibilitySeconds: 1 })

/** A queue that refuses to hide messages for longer, and a reader that stands still after the first event. */
async function expiring(): Promise<void> {
  stage.aws.faults.add({ operation: 'ChangeMessageVisibility', fault: FAULTS.accessDenied })
  const onDatagram = () => {
    if (stage.sink.datagrams.length === 1) void stage.sink.pause()
  }
  await stage.useSink({ delayMs: 1, receiveBuffer: 1024, onDatagram })
}

/** Waits until the first message is in work, and visible again. */
async function firstIsVisible(): Promise<void> {
  while (stage.sink.datagrams.length === 0) await sleep(10)
  while ((stage.aws.sqs.messages(QUEUE)[0]?.hiddenUntil ?? 0) > Date.now()) await sleep(10)
}

/** Deletes what earlier runs asked to be deleted by receipts that were no longer valid. */
async function lastRun(): Promise<void> {
  stage.aws.faults.clear()
  for (const message of stage.aws.sqs.messages(QUEUE)) message.hiddenUntil = 0
  await stage.run()
  await stage.sink.close()
  expect(stage.depth).toBe(0)
}

const large = Array.from({ length: LARGE }, (_, n) => `large-${n}`)

test('messages that become visible again are received again by their own run, and sent once', async () => {
  stage.put('large.json', events('large', LARGE))
  for (let n = 0; n < SMALL; n++) stage.put(`small${n}.json`, events(`small${n}`, 1))
  const messages = stage.aws.sqs.messages(QUEUE).slice()
  await expiring()
  const run = stage.spawn()
  await firstIsVisible()
  stage.sink.resume()
  expect(await run.result).toMatchObject({ exit: 0, stdout: [] })
  expect(messages.some(({ receiveCount }) => receiveCount > 1)).toBe(true)
  await lastRun()
  expect(stage.ids()).toEqual([...large, ...Array.from({ length: SMALL }, (_, n) => `small${n}-0`)])
})

test('a message that becomes visible again while it is in work is sent once by each run that receives it', async () => {
  stage.put('large.json', events('large', LARGE))
  await expiring()
  const runs = [stage.spawn()]
  await firstIsVisible()
  runs.push(stage.spawn())
  while (stage.aws.requests.of('GetObject').length < 2) await sleep(10)
  stage.sink.resume()
  for (const { result } of runs) expect(await result).toMatchObject({ exit: 0, stdout: [] })
  await lastRun()
  expect(stage.ids().sort()).toEqual([...large, ...large].sort())
})
