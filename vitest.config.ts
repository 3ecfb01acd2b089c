import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** What a test imports or calls that starts a process, makes many runs, reads objects as large as their bounds, or fuzzes. */
const HEAVY =
  /run-cli|run-here|spawn|stage\.ts|conformance\/play|duckdb|child_process|worker_threads|makeHome|proxy-server|GIB|sink-thread|read-in-blocks|fuzz\.ts/

const files = globSync('test/**/*.test.ts')
const isHeavy = (file: string) => HEAVY.test(readFileSync(file, 'utf8'))

/** A third of the time of a test is waiting: for a process, or for time to pass. */
const maxWorkers = Math.ceil(availableParallelism() * 1.5)

export default defineConfig({
  test: {
    maxWorkers,
    // A process for each file costs as much again as the fast tests themselves.
    isolate: false,
    setupFiles: 'test/helpers/fresh-modules.ts',
    // What a test waits for may take longer than the usual second on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'fast', include: files.filter((file) => !isHeavy(file)), testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'heavy',
          include: files.filter(isHeavy),
          // Some tests start the program many times; a run that hangs is ended by its own time-out first.
          testTimeout: 120_000,
          // Each test that is allowed to run beside others starts a process: more would only wait for a core.
          maxConcurrency: 3,
        },
      },
    ],
  },
})
