import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCli, spawnCli } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const KILLS = 10
const EVENTS_A_FILE = 20
/** Events that the kernel keeps for a reader: a run can be so many before what the test has seen. */
const QUEUE = Number(readFileSync('/proc/sys/net/unix/max_dgram_qlen', 'utf8')) + 1
/** Each run gets on by so many more events than the one before. */
const STEP = 3
const MOST_BEFORE_KILL = EVENTS_A_FILE / 2 + KILLS * STEP
/** So many that no run can reach the end before it is killed. */
const FILES = Math.ceil((KILLS * (MOST_BEFORE_KILL + QUEUE)) / EVENTS_A_FILE) + 1

const stage = stageOf()
let arrived: number
let onDatagram: () => void

/** Kills a run once so many of its events have arrived. */
async function runAndKill(events: number): Promise<void> {
  const run = spawnCli(stage.home, ARGV)
  const killAt = arrived + events
  onDatagram = () => {
    if (++arrived >= killAt) run.process.kill('SIGKILL')
  }
  expect((await run.result).signal).toBe('SIGKILL')
}

/** Where events go on from another place than the next one. */
function restartsOf(ids: readonly string[]) {
  const places = ids.map((id) => Number(id.slice(0, 4)) * EVENTS_A_FILE + Number(id.slice(5)))
  expect(places.at(-1)).toBe(FILES * EVENTS_A_FILE - 1)
  return places.flatMap((place, n) => {
    const due = n === 0 ? 0 : (places[n - 1] as number) + 1
    return place === due ? [] : [{ doubled: due - place, placeInFile: place % EVENTS_A_FILE }]
  })
}

test.each([
  ['after its first event', 1],
  ['in the middle of an object', EVENTS_A_FILE / 2],
])(
  'runs that are killed %s and later lose no event, and each kill doubles those of one object at most',
  async (_, first) => {
    for (let file = 0; file < FILES; file++) stage.put(String(file).padStart(4, '0'), EVENTS_A_FILE)
    arrived = 0
    await stage.useSink({ onDatagram: () => onDatagram() })
    for (let kill = 0; kill < KILLS; kill++) await runAndKill(first + kill * STEP)
    expect((await runCli(stage.home, ARGV)).exit).toBe(0)
    await stage.sink.close()

    const restarts = restartsOf(stage.ids())
    expect(restarts.length).toBeGreaterThan(0)
    expect(restarts.length).toBeLessThanOrEqual(KILLS)
    for (const { doubled, placeInFile } of restarts) {
      expect(placeInFile).toBe(0)
      expect(doubled).toBeGreaterThan(0)
      expect(doubled).toBeLessThanOrEqual(EVENTS_A_FILE)
    }
  },
)
