import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ARGV, stageOf } from '../e2e/stage.ts'
import { runCli } from '../helpers/run-cli.ts'
import { wrappedNode } from './wrapped-node.ts'

// What a run costs, in numbers that do not depend on the machine's speed. Each has an upper bound, and a lower one, which
// shows that it is counted at all.

const OBJECTS = 1000
const EVENTS_A_FILE = 5
/** Files that are too large for the main thread: packed, they take 6 KB. */
const LARGER_OBJECTS = 40
const EVENTS_A_LARGER_FILE = 2500
const COUNTER = fileURLToPath(new URL('count-work.mjs', import.meta.url))

interface Counts {
  readonly requests: number
  readonly statements: number
  readonly commits: number
  readonly prepared: number
  readonly posts: number
  readonly answers: number
  /** Queries whose plan SQLite was asked for. */
  readonly explained: number
  readonly peakMb: number
  /** Plans and texts of queries that read a whole table. */
  readonly scans: readonly string[]
}

const stage = stageOf()

/** Runs the program. @returns what it has asked of others */
async function counted(): Promise<Counts> {
  const { root } = stage.home
  const file = join(root, 'counts.json')
  const node = wrappedNode(root, [], [`--import=${COUNTER}`])
  const { exit, stdout, stderr } = await runCli(stage.home, ARGV, { env: { AWS_S3_NODE: node, COUNTS_FILE: file } })
  expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: [], stderr: [] })
  return JSON.parse(readFileSync(file, 'utf8'))
}

function expectBetween(
  { scans, ...counts }: Counts,
  bounds: Readonly<Partial<Record<Exclude<keyof Counts, 'scans'>, readonly [number, number]>>>,
) {
  expect(scans).toEqual([])
  for (const [name, [min, max]] of Object.entries(bounds)) {
    const count = counts[name as keyof typeof counts]
    expect(count, `${name} of ${JSON.stringify(counts)}`).toBeGreaterThanOrEqual(min)
    expect(count, `${name} of ${JSON.stringify(counts)}`).toBeLessThanOrEqual(max)
  }
}

test('a run with 1,000 objects and an idle one after it ask little of AWS, SQLite and other threads, and read no table from end to end', async () => {
  for (let n = 0; n < OBJECTS; n++) stage.put(String(n).padStart(4, '0'), EVENTS_A_FILE)
  const first = await counted()
  expect(new Set(stage.ids()).size).toBe(OBJECTS * EVENTS_A_FILE)
  expectBetween(first, {
    requests: [OBJECTS, OBJECTS + 10],
    // A transaction of three statements for each object.
    statements: [OBJECTS * 3, OBJECTS * 3 + 80],
    commits: [OBJECTS, OBJECTS + 10],
    prepared: [5, 40],
    explained: [5, 30],
    posts: [0, 0],
    answers: [0, 0],
    peakMb: [50, 150],
  })

  const idle = await counted()
  expectBetween(idle, {
    requests: [3, 6],
    statements: [5, 40],
    commits: [0, 2],
    explained: [3, 20],
    posts: [0, 0],
    answers: [0, 0],
    peakMb: [40, 100],
  })
  expect(stage.ids().length).toBe(OBJECTS * EVENTS_A_FILE)

  for (let n = 0; n < LARGER_OBJECTS; n++) stage.put(`9${String(n).padStart(4, '0')}`, EVENTS_A_LARGER_FILE)
  // A message to a worker for each object, but for the first ones, which the main thread decodes.
  expectBetween(await counted(), {
    requests: [LARGER_OBJECTS, LARGER_OBJECTS + 10],
    posts: [LARGER_OBJECTS - 15, LARGER_OBJECTS],
    answers: [LARGER_OBJECTS - 15, LARGER_OBJECTS],
  })
})
