import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { Daemon, StatsServer } from '../helpers/manager.ts'
import type { Plan } from './plan.ts'
import { type Outcome, Scene } from './scene.ts'
import { bucket, EVENTS_A_UNIT, removedBucket, SOURCES } from './sources.ts'

const UNITS = 100
const HALF = (UNITS * EVENTS_A_UNIT) / 2

/** The manager stops reading for a while. */
const pauses = (source = bucket) =>
  Scene.with(
    source,
    UNITS,
    async (scene) => {
      const run = scene.start()
      let paused: Promise<void> | undefined
      scene.onEvent = (count) => {
        if (count === HALF) paused = scene.sink.pause()
      }
      while (paused === undefined) await sleep(10)
      await paused
      await sleep(500)
      scene.sink.resume()
      assert.equal((await run.result).exit, 0)
    },
    { receiveBuffer: 4096 },
  )

/** The manager is restarted: its socket is bound anew. */
const restarts = (source = bucket, times = 1) =>
  Scene.with(
    source,
    UNITS,
    async (scene) => {
      const run = scene.start()
      for (let n = 1; n <= times; n++) {
        const at = Math.floor((n * UNITS * EVENTS_A_UNIT) / (times + 1))
        while (scene.sink.datagrams.length < at) await sleep(1)
        await scene.sink.close()
        await sleep(200)
        scene.sink.restart()
      }
      assert.equal((await run.result).exit, 0)
    },
    { receiveBuffer: 4096, delayMs: 1 },
  )

const slow = (source = bucket) =>
  Scene.with(source, UNITS, (scene) => scene.finish(), { receiveBuffer: 4096, delayMs: 2 })

/** A manager that drops what its queue cannot hold. */
async function paced(runs: number): Promise<Outcome> {
  const daemon = new Daemon({ rate: 1000, size: 300 })
  const outcome = await Scene.with(
    bucket,
    4 * UNITS,
    async (scene) => {
      const manager = await StatsServer.open(scene.home, daemon)
      for (let n = 0; n < runs; n++) await scene.finish()
      await manager.close()
    },
    { onDatagram: () => daemon.receive() },
  )
  assert.equal(daemon.received, outcome.events)
  return { ...outcome, lost: outcome.lost + daemon.dropped }
}

/** Of several runs that start together, those that come too late find nothing left to remove: 14, 18. */
const several = (source: (typeof SOURCES)[number], count: number) =>
  Scene.with(source, UNITS, async (scene) => {
    const results = await Promise.all(Array.from({ length: count }, () => scene.run()))
    const allowed = source === removedBucket ? [0, 14, 18] : [0]
    for (const { exit, stdout } of results) assert.ok(allowed.includes(exit ?? 1), stdout.join('\n'))
    assert.ok(results.some(({ exit }) => exit === 0))
  })

export const READERS: readonly Plan[] = [
  ...SOURCES.flatMap((source): readonly Plan[] => [
    {
      group: 'failing reader',
      fault: `${source.name}: stops for a while`,
      isShort: source === bucket,
      run: () => pauses(source),
    },
    { group: 'failing reader', fault: `${source.name}: is restarted`, isShort: true, run: () => restarts(source) },
    {
      group: 'failing reader',
      fault: `${source.name}: is restarted five times`,
      isShort: false,
      run: () => restarts(source, 5),
    },
    { group: 'failing reader', fault: `${source.name}: is slow`, isShort: source === bucket, run: () => slow(source) },
    {
      group: 'several runs',
      fault: `${source.name}: two at once`,
      isShort: source !== bucket,
      run: () => several(source, 2),
    },
    {
      group: 'several runs',
      fault: `${source.name}: four at once`,
      isShort: source === bucket,
      run: () => several(source, 4),
    },
  ]),
  { group: 'pacing', fault: 'a manager of 1,000 events a second, 300 places', isShort: true, run: () => paced(1) },
]
