import { expect, test } from 'vitest'
import { events, QUEUE, queueStage } from './queue-stage.ts'

const MESSAGES = 400
const EVENTS = 5

const stage = queueStage({ visibilitySeconds: 3600 })

test('processes share a queue, and nothing is lost when one of them is killed', async () => {
  for (let n = 0; n < MESSAGES; n++) stage.put(`f${n}.json`, events(`f${n}`, EVENTS))
  let killedAt = 0
  await stage.useSink({
    onDatagram: () => {
      if (stage.sink.datagrams.length !== (MESSAGES * EVENTS) / 8) return
      killedAt = stage.sink.datagrams.length
      victim?.process.kill('SIGKILL')
    },
  })
  const [victim, ...others] = Array.from({ length: 4 }, () => stage.spawn())
  expect(await victim?.result).toMatchObject({ signal: 'SIGKILL' })
  for (const { result } of others) expect(await result).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  // What the killed one had received comes back, once it was hidden for as long as the queue says.
  for (const message of stage.aws.sqs.messages(QUEUE)) message.hiddenUntil = 0
  await stage.run()
  expect(stage.depth).toBe(0)
  await stage.sink.close()
  const ids = stage.ids()
  expect(killedAt).toBeGreaterThan(0)
  expect(new Set(ids).size).toBe(MESSAGES * EVENTS)
  const twice = new Set(ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => id.split('-')[0]))
  // Of what the killed one held, only the object whose events were under way.
  expect(twice.size).toBeLessThanOrEqual(1)
})
