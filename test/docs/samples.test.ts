import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bucketTypes } from '../../src/buckets/index.ts'
import { readOssecConf } from '../../src/ossec-conf/read.ts'
import { services } from '../../src/services/index.ts'
import { subscribers } from '../../src/subscribers/index.ts'
import { filledText } from './filled.ts'
import { blocksIn, pages, withBlocks } from './pages.ts'

/** Services that AWS gives to nobody any more have no sample event. */
const CLOSED: readonly string[] = ['inspector-classic']
const SURROUNDINGS = { debugLevel: 0 }
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Blocks that the program fills: `json event="…"` and `json output="…"`. `vitest -u` renews them. */
const FILLED = /^(event|output)="([^"]+)"$/

describe('what the program gives stands on the page as it gives it', () => {
  const filled = pages().filter(({ blocks }) => blocks.some(({ info }) => FILLED.test(info)))

  test.concurrent.for(filled.map((page) => [page.name, page] as const))('%s', async ([, page], { expect }) => {
    const texts = new Map<string, string>()
    for (const { info } of page.blocks) {
      const [, kind, from = ''] = FILLED.exec(info) ?? []
      if (kind !== undefined) texts.set(info, await filledText(kind, from))
    }
    await expect(withBlocks(page.text, ({ info }) => texts.get(info))).toMatchFileSnapshot(page.path)
  })
})

test('each type, service and subscriber has a page with a policy and a sample event', () => {
  for (const name of [...Object.keys(bucketTypes), ...Object.keys(services), ...Object.keys(subscribers)]) {
    const page = pages().find((each) => each.name === `docs/logs/${name}.md`)
    const kinds = page?.blocks.map(({ info }) => FILLED.exec(info)?.[1])
    expect(kinds, `docs/logs/${name}.md`).toEqual(
      expect.arrayContaining(CLOSED.includes(name) ? ['output'] : ['output', 'event']),
    )
    expect(readFileSync(`${ROOT}docs/logs/README.md`, 'utf8')).toContain(`(${name}.md)`)
  }
})

test('each block of ossec.conf on the pages is one that the manager takes as it is meant', () => {
  const blocks = blocksIn('xml').filter(({ text }) => text.includes('<wodle'))
  expect(blocks.length).toBeGreaterThan(15)
  for (const { at, text } of blocks) {
    const { blocks, findings } = readOssecConf(`<ossec_config>\n${text}</ossec_config>\n`, SURROUNDINGS)
    expect(findings, at).toEqual([])
    expect(blocks.flatMap(({ sources }) => sources).length, at).toBeGreaterThan(0)
  }
})

test('each link between pages leads to a page that is there', () => {
  for (const { name, text } of pages()) {
    const folder = name.replace(/[^/]*$/, '')
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      expect(existsSync(new URL(folder + link, `file://${ROOT}`)), `${name}: ${link}`).toBe(true)
    }
  }
})
