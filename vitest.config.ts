import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Some tests start the program many times; a run that hangs is ended by its own time-out first.
    testTimeout: 120_000,
    // Each test that is allowed to run beside others starts a process: more would only wait for a core.
    maxConcurrency: 3,
  },
})
