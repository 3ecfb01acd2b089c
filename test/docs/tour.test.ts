import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages, withBlocks } from './pages.ts'
import { type DocsStage, openDocsStage } from './stage.ts'
import { hasTmux, show, WIDTH } from './terminal.ts'

let stage: DocsStage
beforeAll(async () => {
  stage = await openDocsStage()
})
afterAll(() => stage.stop())

/**
 * Each `console` block is a command, and what a terminal of 80 columns shows of it. What differs from one day to the next
 * does not count. `vitest -u` renews the page.
 */
test('the tour shows what a terminal of 80 columns shows, from doctor to policy', async ({ skip, annotate }) => {
  if (!hasTmux) {
    void annotate('tmux is not installed: apt-get install tmux')
    return skip('tmux is not installed')
  }
  const page = pages().find(({ name }) => name === 'docs/tour.md')
  if (page === undefined) throw new Error('docs/tour.md is missing')
  const shown: (readonly [string, string])[] = []
  for (const { language, text } of page.blocks) {
    if (language === 'console') shown.push([text, await show(stage, commandOf(text))])
  }
  expect(shown.length).toBeGreaterThan(8)
  // The first line is the command.
  for (const [, now] of shown)
    expect(
      now
        .split('\n')
        .slice(1)
        .filter((line) => line.length > WIDTH),
    ).toEqual([])
  const renewed = withBlocks(page.text, ({ language, text }) => {
    const now = shown.find(([before]) => before === text)?.[1]
    return language !== 'console' || now === undefined || areAlike(now, text) ? undefined : now
  })
  await expect(renewed).toMatchFileSnapshot(page.path)
})

const commandOf = (block: string): string => block.split('\n')[0]?.replace(/^\$ /, '') ?? ''

/** What a pipe and a summary show stands in either order: `jq` may print after the end of the run. */
function areAlike(now: string, text: string): boolean {
  const lines = (shown: string) => shown.split('\n').map(steady).toSorted()
  return steady(now) === steady(text) || (now.includes(' | ') && isDeepStrictEqual(lines(now), lines(text)))
}

/** The words alone: numbers, days and where a line is folded depend on the day and the machine. */
function steady(text: string): string {
  return text
    .replace(/\s+/g, '')
    .replace(/\d[\d.,]*/g, '#')
    .replace(/\(now\)|now|#(ms|s|min|h|d|kB|KB|KiB|B|bytes|minutes?|hours?|days?)(?![a-z])/g, '#')
    .replace(/#+/g, '#')
}
