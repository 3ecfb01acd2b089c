import assert from 'node:assert/strict'
import type { Fault } from '../helpers/local-aws/faults.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { writeState } from '../helpers/state-db.ts'
import type { Plan } from './plan.ts'
import { repeated, Scene } from './scene.ts'
import { bucket, EVENTS_A_UNIT, type FaultSource, logs, queue } from './sources.ts'

const UNITS = 72
/** Runs under the fault before it is over. */
const RUNS = 3

const LIST: readonly (readonly [string, Fault])[] = [
  ['500', FAULTS.internalError],
  ['503 SlowDown', FAULTS.slowDown],
  ['reset', 'reset'],
  ['truncated body', 'truncate'],
  ['half under its own length', 'wrong-length'],
  ['damaged body', 'damage'],
  ['web page', 'web-page'],
  ['untyped web page', 'untyped-page'],
  ['redirection', 'redirect'],
  ['403 for a while', FAULTS.accessDenied],
  ['stalled body', 'stall'],
]

interface Case {
  readonly source: FaultSource
  readonly operation: string
  readonly fault: Fault
  readonly every: number
}

async function failing({ source, operation, fault, every }: Case) {
  return Scene.with(source, UNITS, async (scene) => {
    const { aws } = scene
    // The first one, too: there may be fewer than twenty.
    const first = aws.faults.add({ operation, fault, times: 1 })
    aws.faults.add({ operation, fault, every })
    const skip = fault === FAULTS.accessDenied && source === bucket ? ['--skip_on_error'] : []
    const runs: (readonly string[])[] = []
    const endRun = async () => {
      await scene.settle()
      runs.push(scene.events().slice(runs.flat().length))
    }
    for (let run = 0; run < RUNS; run++) {
      source.recover?.(aws)
      const { exit } = await scene.run(...skip)
      await endRun()
      if (exit === 0 && skip.length === 0) break
    }
    assert.equal(first(), 1, 'no request met the fault')
    aws.faults.clear()
    // What failed twice would wait for ten minutes.
    if (skip.length > 0 && operation === 'GetObject')
      writeState(scene.home, 'aws_s3', 'UPDATE retries SET next_attempt = 0')
    await scene.finish(...skip)
    await endRun()
    if (isPageRefused({ source, operation, fault })) expectLastEvents(runs)
  })
}

/** After a run that ends between two pages of a stream, the next one sends the last millisecond of the first page again. */
function isPageRefused({ source, operation, fault }: Omit<Case, 'every'>): boolean {
  return source === logs && operation === source.bodies && fault === FAULTS.accessDenied
}

/** A stream is a unit, and each of its events has its own millisecond. @param runs the events of each run */
function expectLastEvents(runs: readonly (readonly string[])[]): void {
  const isLast = (event: string) => event.endsWith(`-${EVENTS_A_UNIT - 1}`)
  assert.deepEqual(runs.flatMap(repeated), [], 'events came twice in one run')
  assert.deepEqual(
    repeated(runs.flat()).filter((event) => !isLast(event)),
    [],
    'not the last events of their streams',
  )
}

/** A bit that flips in what TLS protects and no checksum of AWS's covers cannot be told from what AWS meant. */
function canBeTold(source: FaultSource, operation: string, fault: Fault): boolean {
  return fault !== 'damage' || (source === bucket && operation === 'GetObject')
}

/** What is in an object may be of any kind; only a page that says so is none. */
function hasForm(operation: string, fault: Fault): boolean {
  return fault !== 'untyped-page' || operation !== 'GetObject'
}

export const FAILING_AWS: readonly Plan[] = [bucket, logs, queue].flatMap((source) =>
  [source.lists, source.bodies].flatMap((operation) =>
    LIST.filter(([, fault]) => canBeTold(source, operation, fault) && hasForm(operation, fault)).flatMap(
      ([name, fault]) =>
        [20, 4].map((every) => ({
          group: 'failing AWS',
          fault: `${source.name}: ${name} in ${100 / every} % of ${operation}`,
          // A stalled body takes a minute, each time.
          isShort: source === bucket && every === 4 && fault !== 'stall',
          isIdle: fault === 'stall',
          ...(isPageRefused({ source, operation, fault }) && { mostTwice: RUNS * UNITS }),
          run: () => failing({ source, operation, fault, every }),
        })),
    ),
  ),
)
