import type { ListPage, ListRequest, ObjectSource } from './types.ts'

/** All pages of a listing, the next one requested while the current one is in use. */
export async function* pages(source: ObjectSource, request: ListRequest): AsyncGenerator<ListPage, void, undefined> {
  let page: ListPage | undefined = await source.list(request)
  while (page) {
    const next = nextPage(source, request, page)
    next?.catch(() => {}) // Thrown when its turn comes.
    yield page
    page = await next
  }
}

function nextPage(source: ObjectSource, request: ListRequest, page: ListPage): Promise<ListPage> | undefined {
  if (page.nextToken === undefined) return undefined
  const { startAfter: _, ...rest } = request
  return source.list({ ...rest, continuationToken: page.nextToken })
}

/** The folders (or other groups, see {@link ListRequest}) directly under a prefix, all pages. */
export async function folders(
  source: ObjectSource,
  bucket: string,
  prefix: string,
  delimiter: '/' | '.' = '/',
): Promise<string[]> {
  const found: string[] = []
  for await (const page of pages(source, { bucket, prefix, delimiter })) found.push(...page.folders)
  return found
}
