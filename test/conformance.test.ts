import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readCase } from './helpers/conformance/case.ts'
import { differences } from './helpers/conformance/compare.ts'
import { readPending } from './helpers/conformance/pending.ts'
import { play } from './helpers/conformance/play.ts'
import { ARE_RUNS_SPAWNED } from './helpers/run-here.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const pending = readPending(readFileSync(at('conformance-pending.txt'), 'utf8'))
const cases = new Map(globSync(at('../fixtures/conformance/*.json')).map((path) => [basename(path, '.json'), path]))

test('the recorded cases have a build to run, and each pending case exists', () => {
  expect(existsSync(at('../dist/main.mjs')), 'npm run build comes first').toBe(true)
  expect([...pending.keys()].filter((name) => !cases.has(name))).toEqual([])
})

for (const [name, path] of [...cases].sort()) {
  const reason = pending.get(name)
  const title = reason === undefined ? name : `${name} (pending: ${reason})`
  // A pending case that passes is a failure: its line must go.
  test(title, { concurrent: ARE_RUNS_SPAWNED, fails: reason !== undefined }, async ({ expect }) => {
    const recorded = readCase(readFileSync(path, 'utf8'))
    const seen = await play(recorded)
    const found = recorded.steps.flatMap((step, n) => {
      const [want, got] = [recorded.expect[n], seen[n]]
      if (want === undefined || got === undefined) throw new Error(`step ${n + 1} has nothing to compare`)
      return differences(step.argv, want, got).map((text) => `step ${n + 1}: ${text}`)
    })
    expect(found, recorded.title).toEqual([])
  })
}
