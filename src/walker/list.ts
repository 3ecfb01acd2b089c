import type { ListPage, ListRequest, ObjectSource, Partition, Segment } from './types.ts'

/** Lists all pages. The next page is requested while the current one is in use. */
export async function* pages(source: ObjectSource, request: ListRequest): AsyncGenerator<ListPage, void, undefined> {
  let page: ListPage | undefined = await source.list(request)
  while (page) {
    const next = nextPage(source, request, page)
    next?.catch(() => {}) // Its failure is thrown below.
    yield page
    page = await next
  }
}

function nextPage(source: ObjectSource, request: ListRequest, page: ListPage): Promise<ListPage> | undefined {
  if (page.nextToken === undefined) return undefined
  const { startAfter: _, ...rest } = request
  return source.list({ ...rest, continuationToken: page.nextToken })
}

/** Sorts after every character of a key. */
const AFTER_KEYS = '~'

/** Lists the segments of a partition, in order. It neither requests nor returns keys of other partitions. */
export async function* pagesOf(
  source: ObjectSource,
  bucket: string,
  partition: Pick<Partition, 'prefix' | 'excludedFolders' | 'until'>,
  segments: readonly Segment[],
): AsyncGenerator<ListPage, void, undefined> {
  for (const { startAfter, until = partition.until } of segments) {
    yield* pagesBetween(source, bucket, { ...partition, until }, startAfter)
  }
}

async function* pagesBetween(
  source: ObjectSource,
  bucket: string,
  { prefix, excludedFolders = [], until }: Pick<Partition, 'prefix' | 'excludedFolders' | 'until'>,
  startAfter: string,
): AsyncGenerator<ListPage, void, undefined> {
  const isListed = (folder: string) => folder + AFTER_KEYS > startAfter && (until === undefined || folder < until)
  const stops = excludedFolders.filter(isListed).sort()
  let start = startAfter
  for (const stop of [...stops, until]) {
    let isCut = false
    for await (const page of pages(source, { bucket, prefix, startAfter: start })) {
      const end = stop === undefined ? -1 : page.objects.findIndex(({ key }) => key >= stop)
      isCut = end >= 0
      const objects = isCut ? page.objects.slice(0, end) : page.objects
      yield { ...page, objects: objects.filter(({ key }) => !excludedFolders.some((folder) => key.startsWith(folder))) }
      if (isCut) break
    }
    if (!isCut) return
    start = stop + AFTER_KEYS
  }
}

export async function folders(source: ObjectSource, bucket: string, prefix: string): Promise<string[]> {
  const found: string[] = []
  for await (const page of pages(source, { bucket, prefix, delimiter: '/' })) found.push(...page.folders)
  return found
}
