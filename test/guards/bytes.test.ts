import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const FLAGS = ['--no-warnings', '--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64']

test('decoding takes less than 800 bytes of the garbage-collected heap for each event', () => {
  const script = ['--import', path('../../bench/macro/workers.mjs'), path('count-bytes.mjs')]
  const env = { ...process.env, BENCH_WORKERS: '0', NODE_OPTIONS: '' }
  const { stdout, stderr } = spawnSync(process.execPath, [...FLAGS, ...script], { env, encoding: 'utf8' })
  expect(stderr).toBe('')
  const { bytesAnEvent, collections } = JSON.parse(stdout)
  expect(collections).toBe(0)
  expect(bytesAnEvent).toBeGreaterThan(50)
  expect(bytesAnEvent).toBeLessThan(800)
})
