import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { ManagerQueue } from '../../src/emit/manager-queue.ts'
import type * as log from '../../src/log.ts'
import { SimulatedManager, type SimulationOptions, sendAll } from './simulated-manager.ts'

const said = vi.hoisted(() => [] as string[])
vi.mock('../../src/log.ts', async (original) => ({
  ...(await original<typeof log>()),
  debugToStderr: (_: number, text: string) => said.push(text),
}))

const EVENTS = 100_000

async function simulate(options: SimulationOptions, { collectors = 1, events = EVENTS } = {}) {
  const manager = new SimulatedManager(options)
  const queues = Array.from({ length: collectors }, () => new ManagerQueue(manager))
  const { seconds, dropped, full } = await sendAll(manager, queues, events / collectors)
  return { manager, queues, seconds, dropped, full }
}

test.each([
  [1_000_000, 1, 1.6, 1.8],
  [20_000, 1, 4.4, 4.7],
  [5000, 1, 17, 18.5],
  [5000, 5, 17, 18.5],
  [5000, 100, 17, 18.5],
  [500, 1, 170, 185],
])(
  'a manager of %i events a second that answers in %i ms drops none and is kept busy',
  async (rate, answerMs, least, most) => {
    const { seconds, dropped, full } = await simulate({ rate, answerMs })
    expect(dropped).toBe(0)
    expect(full).toBeLessThan(0.65)
    expect(seconds).toBeGreaterThan(least)
    expect(seconds).toBeLessThan(most)
  },
)

test.each([
  [1_000_000, 10, 12],
  [5000, 17, 24],
  [1000, 80, 95],
])('a manager of %i events a second of which only the state file tells drops none', async (rate, least, most) => {
  const { seconds, dropped, full } = await simulate({ rate })
  expect(dropped).toBe(0)
  expect(full).toBeLessThan(0.85)
  expect(seconds).toBeGreaterThan(least)
  expect(seconds).toBeLessThan(most)
})

test('a manager of any rate and any queue drops none', async () => {
  const rates = fc.record({
    rate: fc.integer({ min: 0, max: 30_000 }),
    size: fc.integer({ min: 256, max: 40_000 }),
    answerMs: fc.constantFrom(undefined, 1, 30, 450),
  })
  await fc.assert(
    fc.asyncProperty(rates, async (options) => {
      const { dropped, full } = await simulate(options, { events: 20_000 })
      expect(dropped).toBe(0)
      expect(full).toBeLessThan(0.85)
    }),
    { numRuns: 20 },
  )
}, 30_000)

test('a manager that answers but stands still for a while loses nothing', async () => {
  const rate = (seconds: number) => (seconds > 1 && seconds < 11 ? 0 : 10_000)
  const { dropped, seconds } = await simulate({ rate, answerMs: 1 })
  expect(dropped).toBe(0)
  expect(seconds).toBeGreaterThan(19)
  expect(seconds).toBeLessThan(20)
})

test.each([[2], [3]])('%i collectors at once fill one queue, and it drops none', async (collectors) => {
  for (const rate of [2000, 20_000]) {
    const { dropped, full, seconds } = await simulate({ rate, answerMs: 1 }, { collectors, events: 60_000 })
    expect(dropped).toBe(0)
    expect(full).toBeLessThan(0.8)
    expect(seconds).toBeLessThan(1.02 * (60_000 / rate))
  }
})

test('the manager is asked every 20 to 50 ms while events flow, and not at all while none do', async () => {
  const { manager, queues, seconds } = await simulate({ rate: 5000, answerMs: 1 }, { events: 20_000 })
  expect(manager.asked / seconds).toBeLessThanOrEqual(51)
  expect(manager.asked / seconds).toBeGreaterThanOrEqual(19)
  const { asked } = manager
  for (let n = 0; n < 100; n++) await manager.pass()
  expect(manager.asked).toBe(asked)
  expect(queues).toHaveLength(1)
})

test('at the end the manager tells what arrived and what it dropped', async () => {
  const { manager, queues } = await simulate({ rate: 5000, answerMs: 0 }, { events: 12_345 })
  manager.receive(30_000) // Another sender, without regard.
  expect(manager.dropped).toBeGreaterThan(0)
  expect(await queues[0]?.finalCounts()).toEqual({ arrived: manager.arrived, dropped: manager.dropped })
})

test('what the manager drops last is counted, though others have sent more than this run', async () => {
  const manager = new SimulatedManager({ rate: 5000, answerMs: 0 })
  const queue = new ManagerQueue(manager)
  await sendAll(manager, [queue], 10)
  manager.receive(10_000)
  for (let n = 0; n < 20; n++) await manager.pass()
  await queue.available()
  manager.receive(20_000)
  expect(manager.dropped).toBeGreaterThan(0)
  expect(await queue.finalCounts()).toEqual({ arrived: manager.arrived, dropped: manager.dropped })
})

test.each([[undefined], [1]])(
  'a queue of a single place takes one event at a time (answer after %s ms)',
  async (answerMs) => {
    const { dropped, seconds } = await simulate({ rate: 1000, size: 1, answerMs }, { events: 20 })
    expect(dropped).toBe(0)
    expect(seconds).toBeLessThan(20 * 5.1)
  },
)

test('nothing is counted when nothing was sent, or when the manager did not tell from the start', async () => {
  const manager = new SimulatedManager({ rate: 5000, answerMs: 0 })
  const idle = new ManagerQueue(manager)
  await idle.available()
  expect(await idle.finalCounts()).toBeUndefined()
  const silent = new SimulatedManager({ rate: 5000 })
  const queue = new ManagerQueue(silent)
  await sendAll(silent, [queue], 1000)
  expect(await queue.finalCounts()).toBeUndefined()
})

test('a manager that stops to answer is followed by its state file, and one that answers again live; each is said once', async () => {
  const manager = new SimulatedManager({ rate: 20_000, answerMs: 0 })
  const { ask } = manager
  const failing = { now: () => manager.now(), readFile: () => manager.readFile(), ask: () => ask.call(manager) }
  const queue = new ManagerQueue(failing)
  said.length = 0
  await sendAll(manager, [queue], 30_000)
  failing.ask = () => Promise.reject(new Error('gone'))
  await sendAll(manager, [queue], 30_000)
  failing.ask = () => ask.call(manager)
  await sendAll(manager, [queue], 30_000)
  expect(manager.dropped).toBe(0)
  expect(said).toEqual([
    "+++ Sending as fast as the manager's queue allows",
    '+++ The manager does not tell how full its queue is (gone); going by its state file',
    "+++ Sending as fast as the manager's queue allows",
  ])
})

test('counters that begin anew with the manager go on from where they were', async () => {
  const counters = [
    { arrived: 100, dropped: 5 },
    { arrived: 160, dropped: 7 },
    { arrived: 40, dropped: 1 },
  ]
  let now = 0
  const ask = async () => ({ size: 16_384, waiting: 0, ...(counters.shift() ?? { arrived: 41, dropped: 1 }) })
  const queue = new ManagerQueue({ ask, readFile: () => undefined, now: () => (now += 60) })
  for (let n = 0; n < 3; n++) {
    await queue.available()
    queue.recordSent(40)
  }
  expect(await queue.finalCounts()).toEqual({ arrived: 101, dropped: 3 })
})

test('without an answer and without a fresh state file nothing is held back', async () => {
  let at = 0
  const sources = { ask: () => Promise.reject(new Error('none')), now: () => 100_000 }
  const readFile = () => ({ at, waiting: 16_384, size: 16_384 })
  expect(await new ManagerQueue({ ...sources, readFile: () => undefined }).available()).toBe(Number.POSITIVE_INFINITY)
  at = 84_000
  expect(await new ManagerQueue({ ...sources, readFile }).available()).toBe(Number.POSITIVE_INFINITY)
  at = 86_000
  expect(await new ManagerQueue({ ...sources, readFile }).available()).toBeLessThan(1)
})
