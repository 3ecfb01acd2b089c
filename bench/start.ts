import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stubFor } from '../src/commands/install/stub.ts'
import { LAUNCHER } from '../test/helpers/run-cli.ts'

// What the launcher and the stub add to a start, in milliseconds of wall time: medians of turns in which all ways take
// part, so that a busy machine slows all of them: node bench/start.ts

const TURNS = 100
const place = mkdtempSync(join(tmpdir(), 'aws-s3-start-'))
const stub = join(place, 'aws-s3')
writeFileSync(stub, stubFor(LAUNCHER), { mode: 0o755 })
const bundle = join(LAUNCHER, '..', '..', 'dist')
const env = { NODE_COMPILE_CACHE: join(bundle, 'cache') }
const WAYS: Record<string, readonly string[]> = {
  'node, the bundle': [process.execPath, '--no-warnings', join(bundle, 'main.mjs'), '--help'],
  launcher: [LAUNCHER, '--help'],
  'stub and launcher': [stub, '--help'],
}

const times = new Map<string, number[]>()
for (let turn = 0; turn < TURNS; turn++) {
  for (const [name, [command = '', ...argv]] of Object.entries(WAYS)) {
    const start = performance.now()
    const { status } = spawnSync(command, argv, { env, stdio: 'ignore' })
    if (status !== 0) throw new Error(`${name}: exit ${status}`)
    times.set(name, [...(times.get(name) ?? []), performance.now() - start])
  }
}
rmSync(place, { recursive: true })

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const alone = times.get('node, the bundle') ?? []
for (const [name, values] of times) {
  const more = median(values.map((value, turn) => value - (alone[turn] ?? 0)))
  console.log(`${name.padEnd(18)} ${median(values).toFixed(1).padStart(6)} ms  ${more.toFixed(1).padStart(6)} ms more`)
}
