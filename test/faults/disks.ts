import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from './plan.ts'
import { Scene } from './scene.ts'
import { bucket, EVENTS_A_UNIT, type FaultSource, logs, removedBucket } from './sources.ts'

const UNITS = 60

/** The disk of the state fills up in the middle of a run, and has room again for the next one. */
async function fillsUp(source: FaultSource) {
  return Scene.with(
    source,
    UNITS,
    async (scene) => {
      const { state } = scene.home
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', state])
      assert.equal(mounted.status, 0, String(mounted.stderr))
      try {
        const ballast = join(state, 'ballast')
        const half = (UNITS * EVENTS_A_UNIT) / 2
        scene.onEvent = (count) => {
          if (count !== half) return
          fill(ballast, state)
        }
        const { exit } = await scene.run()
        assert.ok(exit === 5 || exit === 0, `exit ${exit}`)
        rmSync(ballast)
        await scene.finish()
      } finally {
        spawnSync('umount', ['-l', state])
      }
    },
    { receiveBuffer: 4096 },
  )
}

function fill(ballast: string, folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize))
  } catch (cause) {
    // The run may have taken some of it.
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause
  }
}

const skipped = process.geteuid?.() === 0 ? undefined : 'a disk is mounted for it, which needs root'

export const DISKS: readonly Plan[] = [bucket, removedBucket, logs].map((source) => ({
  group: 'failing disk',
  fault: `${source.name}: the disk fills up`,
  isShort: source === bucket,
  mostTwice: EVENTS_A_UNIT,
  skipped,
  run: () => fillsUp(source),
}))
