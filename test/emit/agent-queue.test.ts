import { expect, test } from 'vitest'
import { AgentQueue } from '../../src/emit/agent-queue.ts'
import { SimulatedManager, sendAll } from './simulated-manager.ts'

const BUFFER = { size: 5000, rate: 500, disabled: false }

test('an agent of 5,000 places and 500 events a second drops none and is kept busy', async () => {
  const agent = new SimulatedManager({ rate: 500, size: 5000 })
  const { seconds, dropped, full } = await sendAll(agent, [new AgentQueue(agent, BUFFER)], 30_000)
  expect(dropped).toBe(0)
  expect(full).toBeLessThan(0.8)
  // What its buffer holds at the end has left the collector.
  expect(seconds).toBeLessThan((30_000 - 2500) / (0.9 * 500))
  expect(seconds).toBeGreaterThan((30_000 - 4000) / 500)
})

test('an agent that writes no state file is predicted from its settings', async () => {
  const agent = new SimulatedManager({ rate: 500, size: 5000 })
  const sources = { now: () => agent.now(), readFile: () => undefined }
  const { seconds, dropped } = await sendAll(agent, [new AgentQueue(sources, BUFFER)], 30_000)
  expect(dropped).toBe(0)
  expect(seconds).toBeLessThan((30_000 - 2500) / (0.9 * 500))
})

test('an agent that has lost its manager gets no more until it goes on', async () => {
  const rate = (seconds: number) => (seconds > 4 && seconds < 40 ? 0 : 500)
  const agent = new SimulatedManager({ rate, size: 5000 })
  expect(await sendAll(agent, [new AgentQueue(agent, BUFFER)], 20_000)).toMatchObject({ dropped: 0 })
})

test('an agent whose buffer others have filled gets nothing at first', async () => {
  const agent = new SimulatedManager({ rate: 500, size: 5000 })
  const sources = { now: () => agent.now(), readFile: () => ({ at: agent.now(), waiting: 4500, size: 5000 }) }
  expect(await new AgentQueue(sources, BUFFER).available()).toBeLessThan(1)
})
