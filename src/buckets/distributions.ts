import { HIVE, type KeyForm, SLASHED } from '../walker/key-forms.ts'
import type { BucketContext, Partition } from '../walker/types.ts'
import type { Split } from './contract.ts'

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html

/** Folders of days, which may be between the path and the name of the object. */
interface DayFolders {
  /** The end of a group's prefix, from the year on. */
  readonly pattern: RegExp
  readonly end: string
  readonly form: KeyForm
}

const DAY_FOLDERS: readonly DayFolders[] = [
  {
    pattern: /(?<=^|\/)\d{4}\/\d\d\/\d\d\/(?:\d\d\/)?[A-Z0-9]+\.$/,
    end: '9999~',
    form: { ...SLASHED, start: '0000/00/00/' },
  },
  {
    pattern: /(?<=^|\/)year=\d{4}\/month=\d\d\/day=\d\d\/(?:hour=\d\d\/)?[A-Z0-9]+\.$/,
    end: 'year=9999~',
    form: { ...HIVE, start: 'year=0000/month=00/day=00/' },
  },
]

const DISTRIBUTION = /(?:^|\/)[A-Z0-9]+\.$/

/**
 * Makes a partition for each distribution, with its own marker. Names start with the distribution
 * (`E2K3EXAMPLE.2024-01-02-03.a1b2c3d4.gz`), so a shared marker would hide the new objects of all but the last
 * distribution. If the names are in folders of days (`…/2024/01/02/03/`), the folder above the years is one partition.
 */
export async function splitByDistribution(flat: Partition, { bucket, connection }: BucketContext): Promise<Split> {
  const request = { bucket, prefix: flat.prefix, delimiter: '.' } as const
  const partitions: Partition[] = []
  let page = await connection.objects.list(request)
  for (;;) {
    const found = partitionsOf(page.folders, flat)
    partitions.push(...found)
    // The days of one folder are many groups: the listing continues after them.
    const startAfter = found.at(-1)?.until
    const { nextToken: continuationToken } = page
    if (startAfter !== undefined) page = await connection.objects.list({ ...request, startAfter })
    else if (continuationToken !== undefined) page = await connection.objects.list({ ...request, continuationToken })
    else return { partitions: partitions.length === 0 ? [flat] : partitions }
  }
}

/** The partitions of a page of groups, up to the first folder of days. */
function partitionsOf(groups: readonly string[], flat: Partition): Partition[] {
  const partitions: Partition[] = []
  for (const group of groups) {
    const days = partitionOfDays(group, flat)
    if (days) return [...partitions, days]
    if (DISTRIBUTION.test(group.slice(flat.prefix.length))) partitions.push({ ...flat, prefix: group })
  }
  return partitions
}

function partitionOfDays(group: string, flat: Partition): Partition | undefined {
  const rest = group.slice(flat.prefix.length)
  for (const { pattern, end, form } of DAY_FOLDERS) {
    const at = rest.search(pattern)
    const prefix = group.slice(0, flat.prefix.length + at)
    if (at >= 0) return { ...flat, prefix, form, until: prefix + end, isUnclaimed: () => false }
  }
  return undefined
}
