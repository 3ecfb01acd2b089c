import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pagesOf } from '../../src/walker/list.ts'
import type { ListRequest, ObjectSource } from '../../src/walker/types.ts'

/** A bucket that counts the keys it lists, a few a page. */
function bucketOf(keys: readonly string[], pageSize: number) {
  const sorted = [...new Set(keys)].sort()
  const listed: string[] = []
  const list = async ({ prefix, startAfter = '', continuationToken = '' }: ListRequest) => {
    const from = continuationToken > startAfter ? continuationToken : startAfter
    const found = sorted.filter((key) => key.startsWith(prefix) && key > from)
    const page = found.slice(0, pageSize)
    listed.push(...page)
    const objects = page.map((key) => ({ key, size: 1, lastModified: new Date(0) }))
    const nextToken = page.at(-1) ?? ''
    return { objects, folders: [], ...(found.length > pageSize && { nextToken }) }
  }
  return { listed, source: { list } as unknown as ObjectSource }
}

async function keysOf(...given: Parameters<typeof pagesOf>): Promise<string[]> {
  const pages = await Array.fromAsync(pagesOf(...given))
  return pages.flatMap(({ objects }) => objects.map(({ key }) => key))
}

const some = fc.array(fc.stringMatching(/^[abc~]{1,2}(\/[ab~]{1,2})?$/), { maxLength: 30 })
const folders = fc.uniqueArray(fc.constantFrom('a/', 'ab/', 'b/', '~/'), { maxLength: 3 })

test('a partition is listed without the folders of others, up to its end, from the key asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      some,
      folders,
      fc.option(fc.constantFrom('b', 'c/'), { nil: undefined }),
      fc.constantFrom('', 'a', 'a/b', 'b/~', 'c'),
      fc.integer({ min: 1, max: 4 }),
      async (keys, excludedFolders, until, startAfter, pageSize) => {
        const { source } = bucketOf(keys, pageSize)
        const partition = { prefix: '', excludedFolders, ...(until !== undefined && { until }) }
        const expected = [...new Set(keys)]
          .filter((key) => key > startAfter && (until === undefined || key < until))
          .filter((key) => !excludedFolders.some((folder) => key.startsWith(folder)))
          .sort()
        expect(await keysOf(source, 'b', partition, [{ startAfter }])).toEqual(expected)
      },
    ),
  )
})

test('the keys of a folder that others list are not listed', async () => {
  const inside = Array.from({ length: 1000 }, (_, n) => `b/${n}`)
  const { listed, source } = bucketOf(['a', ...inside, 'c'], 10)
  expect(await keysOf(source, 'b', { prefix: '', excludedFolders: ['b/'] }, [{ startAfter: '' }])).toEqual(['a', 'c'])
  expect(listed.length).toBeLessThan(50)
})
