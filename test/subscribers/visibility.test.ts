import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { events, queueStage } from './queue-stage.ts'

const EVENTS = 75

const stage = queueStage({ visibilitySeconds: 1 })

// Ten minutes of work and a visibility time-out of thirty seconds, in small: three seconds and one.
test('a message is kept hidden from others for as long as its object takes', async () => {
  stage.put('large.json', events('large', EVENTS))
  stage.put('next.json', events('next', 1))
  await stage.useSink({ delayMs: 40, receiveBuffer: 1024 })
  const busy = stage.spawn()
  while (stage.sink.datagrams.length === 0) await sleep(5)
  while (busy.process.exitCode === null) {
    await stage.run()
    await sleep(50)
  }
  expect(await busy.result).toMatchObject({ exit: 0 })
  await stage.sink.close()
  expect(stage.depth).toBe(0)
  expect(stage.ids()).toEqual([...Array.from({ length: EVENTS }, (_, n) => `large-${n}`), 'next-0'])
  expect(stage.aws.requests.of('ChangeMessageVisibility').length).toBeGreaterThan(2)
})
