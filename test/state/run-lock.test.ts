import { spawn } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { acquireRunLock } from '../../src/state/run-lock.ts'
import { printed } from '../helpers/printed.ts'
import { StateHome } from './state-home.ts'

vi.mock('../../src/log.ts', async (original) => (await import('../helpers/printed.ts')).recorded(await original()))

const home = StateHome.forEachTest()

const WAITING = '1 +++ Another run is working on bucket/ (cloudtrail); waiting for it to end'
const RUN_LOCK = fileURLToPath(new URL('../../src/state/run-lock.ts', import.meta.url))

const lock = (signal = new AbortController().signal, bucketPath = 'bucket/', type = 'cloudtrail') =>
  acquireRunLock({ home: home.root, bucketPath, type, signal })

/** Another process that holds the lock for `bucket/` and cloudtrail until it is killed. */
async function holder() {
  const options = `{ home: ${JSON.stringify(home.root)}, bucketPath: 'bucket/', type: 'cloudtrail', signal: new AbortController().signal }`
  // The lock must not be lost with an object that nobody refers to any more.
  const code = `
    const { acquireRunLock } = await import(${JSON.stringify(RUN_LOCK)})
    await acquireRunLock(${options})
    gc()
    process.stdout.write('held')
    setInterval(gc, 20)`
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return child
}

test('a lock leaves nothing but its empty file when its holder is killed', async () => {
  const child = await holder()
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  expect(readdirSync(home.folder).filter((name) => name.includes('s3_run'))).toEqual([expect.stringMatching(/\.lock$/)])
})

test('a run waits for the lock of another, says so once, and goes on when that one is killed', async () => {
  const child = await holder()
  let acquired = false
  const waiting = lock().then((held) => {
    acquired = true
    return held
  })
  await sleep(500)
  expect(acquired).toBe(false)
  child.kill('SIGKILL')
  const held = await waiting
  expect(printed).toEqual([WAITING])
  held.release()
})

test('a run that waits for a lock can be stopped', async () => {
  const child = await holder()
  await expect(lock(AbortSignal.abort(new RunError(2, 'enough')))).rejects.toThrow('enough')
  child.kill('SIGKILL')
})

test.each([
  ['another bucket', 'other/', 'cloudtrail'],
  ['another prefix', 'bucket/prefix/', 'cloudtrail'],
  ['another type', 'bucket/', 'config'],
])('leaves runs on %s alone', async (_, bucketPath, type) => {
  const first = await lock()
  const second = await lock(undefined, bucketPath, type)
  expect(printed).toEqual([])
  first.release()
  second.release()
})

test('a lock is free again after its release, and keeps to its own empty file', async () => {
  for (let run = 0; run < 3; run++) (await lock()).release()
  expect(printed).toEqual([])
  expect(readdirSync(home.folder)).toEqual([expect.stringMatching(/^\.s3_run_[0-9a-f]{16}\.lock$/)])
})

test('a lock whose file cannot be made ends the run', async () => {
  rmSync(home.folder, { recursive: true })
  await expect(lock()).rejects.toMatchObject({ exitCode: 6 })
})
