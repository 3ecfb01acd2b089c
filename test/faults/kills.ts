import assert from 'node:assert/strict'
import type { Plan } from './plan.ts'
import { Scene, unitsAgain } from './scene.ts'
import { EVENTS_A_UNIT, type FaultSource, SOURCES } from './sources.ts'

/** Enough for all kills, although what the kernel holds arrives after each. */
const UNITS_A_KILL = 10

/** Kills run after run on one state, each after another number of events, until all have arrived. */
async function killed(source: FaultSource, kills: number) {
  const units = Math.max(100, kills * UNITS_A_KILL)
  return Scene.with(
    source,
    units,
    async (scene) => {
      const step = Math.floor((units * EVENTS_A_UNIT) / (kills + 1))
      for (let kill = 1; kill <= kills; kill++) {
        const before = scene.events()
        const victim = scene.start()
        const at = before.length + Math.max(1, Math.ceil(Math.random() * step))
        scene.onEvent = (count) => count >= at && victim.process.kill('SIGKILL')
        const { signal } = await victim.result
        scene.onEvent = () => {}
        await scene.settle()
        assert.equal(signal, 'SIGKILL', 'the run ended before it was killed')
        // The run after a kill sends the unit again that was under way then, and no other.
        const again = unitsAgain(before, scene.events().slice(before.length))
        assert.ok(again.size <= 1, `after kill ${kill - 1} came again: ${[...again].join(' ')}`)
        scene.source.recover?.(scene.aws)
      }
      const before = scene.events()
      await scene.finish()
      const again = unitsAgain(before, scene.events().slice(before.length))
      assert.ok(again.size <= 1, `after the last kill came again: ${[...again].join(' ')}`)
    },
    // So small that a run is killed within what it sends, not long after.
    { receiveBuffer: 4096 },
  )
}

const plan = (source: FaultSource, kills: number, isShort: boolean): Plan => ({
  group: 'kill -9',
  fault: `${source.name}, ${kills} kills`,
  isShort,
  mostTwice: kills * EVENTS_A_UNIT,
  run: () => killed(source, kills),
})

export const KILLS: readonly Plan[] = SOURCES.flatMap((source) => [
  plan(source, 6, true),
  ...Array.from({ length: 5 }, () => plan(source, 24, false)),
])
