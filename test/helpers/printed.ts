import { beforeEach } from 'vitest'
import type * as log from '../../src/log.ts'

/** The lines of debug of a test, each with its level in front. */
export const printed: string[] = []

/** `src/log.ts` as it is mocked: `vi.mock('…/src/log.ts', async (original) => recorded(await original()))`. */
export function recorded(original: typeof log): typeof log {
  beforeEach(() => {
    printed.length = 0
  })
  return { ...original, debug: (from, text) => void printed.push(`${from} ${text}`) }
}
