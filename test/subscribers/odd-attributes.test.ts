import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { events, queueStage } from './queue-stage.ts'

const EVENTS = 50
const ids = (name: string) => Array.from({ length: EVENTS }, (_, n) => `${name}-${n}`)

describe('a queue whose messages are visible again at once', () => {
  const stage = queueStage({ visibilitySeconds: 0 })

  test('gives each of them to one of several runs', async () => {
    stage.put('a.json', events('a', EVENTS))
    stage.put('b.json', events('b', EVENTS))
    await stage.useSink({ delayMs: 5, receiveBuffer: 4096 })
    const busy = stage.spawn()
    while (stage.sink.datagrams.length === 0) await sleep(5)
    while (busy.process.exitCode === null) {
      expect(await stage.run()).toMatchObject({ exit: 0, stdout: [] })
      await sleep(50)
    }
    expect(await busy.result).toMatchObject({ exit: 0, stdout: [] })
    await stage.sink.close()
    expect(stage.ids()).toEqual([...ids('a'), ...ids('b')])
    expect(stage.depth).toBe(0)
  })
})

describe('a queue whose attributes are no numbers', () => {
  const odd = ['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy', 'ApproximateReceiveCount']
  const stage = queueStage({ attributes: Object.fromEntries(odd.map((name) => [name, 'many'])) })

  test('is read as if it had none', async () => {
    stage.put('a.json', events('a', EVENTS))
    await stage.useSink({ delayMs: 5, receiveBuffer: 4096 })
    expect(await stage.run()).toMatchObject({ exit: 0, stdout: [], stderr: [] })
    await stage.sink.close()
    expect(stage.ids()).toEqual(ids('a'))
    expect(stage.depth).toBe(0)
    expect(stage.aws.requests.of('ChangeMessageVisibility').length).toBeLessThan(10)
  })
})
