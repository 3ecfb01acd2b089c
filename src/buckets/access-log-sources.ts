import { type KeyForm, SLASHED } from '../walker/key-forms.ts'
import { folderName } from '../walker/layouts.ts'
import { folders } from '../walker/list.ts'
import type { BucketContext, Partition } from '../walker/types.ts'
import type { Split } from './contract.ts'

// Access logs that S3 partitions by date: `PREFIX ACCOUNT/REGION/BUCKET/YYYY/MM/DD/YYYY-MM-DD-HH-MM-SS-…`
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PartitionedPrefix.html

const FORM: KeyForm = { ...SLASHED, start: '0000/00/00/0000-00-00-00-00-00' }

const YEAR = /^\d{4}$/
const LEVELS = [/^\d{12}$/, /^[a-z]{2,}(-[a-z]+)+-\d+$/, /^(?!\d{4}$)/] as const

/**
 * Makes a partition for each bucket whose access logs are partitioned by date, beside the names directly under the
 * path: a bucket may have moved from one scheme to the other. The path may end above a source, or at one.
 */
export async function splitBySource(flat: Partition, context: BucketContext): Promise<Split> {
  const top = await topFolders(flat.prefix, context)
  const level = levelOf(flat.prefix)
  const ways = matching(top, level)
  const years = top.filter((folder) => YEAR.test(folderName(folder)))
  const prefixes = await sourcesIn(ways, level, context)
  const sources = prefixes.map((prefix): Partition => ({ accountId: flat.accountId, prefix, form: FORM }))
  if (years.length > 0) sources.push(sourceAt(flat, ways))
  return { partitions: [{ ...flat, excludedFolders: [...ways, ...years] }, ...sources] }
}

/** @returns the level of the folders directly under a path */
function levelOf(path: string): number {
  const [region = '', account = ''] = path.split('/').reverse().slice(1)
  if (LEVELS[1].test(region) && LEVELS[0].test(account)) return 2
  return LEVELS[0].test(region) ? 1 : 0
}

function matching(folders: readonly string[], level: number): string[] {
  return folders.filter((folder) => LEVELS[level]?.test(folderName(folder)))
}

async function sourcesIn(ways: string[], level: number, context: BucketContext): Promise<string[]> {
  if (level === LEVELS.length - 1) return ways
  const lists = ways.map(async (way) => {
    const below = await folders(context.connection.objects, context.bucket, way)
    return sourcesIn(matching(below, level + 1), level + 1, context)
  })
  return (await Promise.all(lists)).flat()
}

/** The path belongs to one source: its days lie beside the names that have no folder. */
function sourceAt(flat: Partition, excludedFolders: readonly string[]): Partition {
  const isOfYear = (key: string) => /^\d{4}\//.test(key.slice(flat.prefix.length))
  return { ...flat, form: FORM, excludedFolders, isUnclaimed: isOfYear }
}

/** Folders directly under the path. The names beside them may be millions, so the rest of a year is not listed. */
async function topFolders(prefix: string, { bucket, connection }: BucketContext): Promise<string[]> {
  const request = { bucket, prefix, delimiter: '/' } as const
  const found = new Set<string>()
  let page = await connection.objects.list(request)
  for (;;) {
    for (const folder of page.folders) found.add(folder)
    const { nextToken: continuationToken } = page
    if (continuationToken === undefined) return [...found]
    const last = page.objects.at(-1)?.key ?? ''
    const startAfter = `${last.slice(0, prefix.length + 'YYYY-'.length)}~`
    const isInYear = /^\d{4}-/.test(last.slice(prefix.length)) && last < startAfter
    page = await connection.objects.list({ ...request, ...(isInYear ? { startAfter } : { continuationToken }) })
  }
}
