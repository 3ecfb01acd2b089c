import assert from 'node:assert/strict'
import type { Plan } from './plan.ts'
import { Scene } from './scene.ts'
import { bucket, EVENTS_A_UNIT, type FaultSource, SOURCES } from './sources.ts'

const UNITS = 100
const EXITS = { SIGTERM: 143, SIGINT: 2 } as const

/** Ends run after run in good order. */
async function signalled(source: FaultSource, signal: 'SIGTERM' | 'SIGINT', times: number) {
  return Scene.with(
    source,
    UNITS,
    async (scene) => {
      const step = Math.floor((UNITS * EVENTS_A_UNIT) / (times + 1))
      for (let n = 0; n < times; n++) {
        const at = scene.events().length + 1 + Math.floor((Math.random() * step) / 2)
        const run = scene.start()
        scene.onEvent = (count) => count === at && run.process.kill(signal)
        const { exit } = await run.result
        await scene.settle()
        assert.equal(exit, EXITS[signal])
      }
      await scene.finish()
    },
    { receiveBuffer: 4096, delayMs: 2 },
  )
}

/** A second is over before the events are sent. */
async function deadline(source: FaultSource) {
  return Scene.with(
    source,
    UNITS,
    async (scene) => {
      const { exit } = await scene.run('--deadline', '1')
      assert.equal(exit, 0)
      await scene.useSink({})
      await scene.finish()
    },
    { receiveBuffer: 4096, delayMs: 8 },
  )
}

export const SIGNALS: readonly Plan[] = SOURCES.flatMap((source): readonly Plan[] => [
  {
    group: 'orderly stop',
    fault: `${source.name}: SIGTERM`,
    isShort: true,
    run: () => signalled(source, 'SIGTERM', 2),
  },
  {
    group: 'orderly stop',
    fault: `${source.name}: SIGINT, ten times`,
    isShort: false,
    run: () => signalled(source, 'SIGINT', 10),
  },
  {
    group: 'orderly stop',
    fault: `${source.name}: --deadline`,
    isShort: source === bucket,
    run: () => deadline(source),
  },
])
