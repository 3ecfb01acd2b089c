import { gzipSync } from 'node:zlib'
import { cloudTrailFile } from '../records.ts'
import type { BucketOptions, Cloud, CloudAnswer } from './contract.ts'

/** Different bodies of objects. */
const MAX_BODIES = 20
const PAGE_KEYS = 1000
const LISTED_AT = '2024-01-02T01:15:00.000Z'
const IDENTITY =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
  '<Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>A</UserId><Account>123456789012</Account>' +
  '</GetCallerIdentityResult></GetCallerIdentityResponse>'

/** A bucket of CloudTrail files: ListObjectsV2 and GetObject. */
export function createBucket(options: BucketOptions): Cloud {
  const objects = objectsOf(options)
  const keys = [...objects.keys()].sort()
  return {
    answer({ method, url }): CloudAnswer {
      if (method === 'POST') return { type: 'text/xml', body: IDENTITY }
      const { pathname, searchParams } = new URL(url, 'http://bucket')
      const key = decodeURIComponent(pathname.split('/').slice(2).join('/'))
      if (key !== '') return { type: 'application/x-gzip', body: objects.get(key) ?? '' }
      return { type: 'application/xml', body: listing(keys, objects, searchParams) }
    },
  }
}

function objectsOf({ accounts, regions, objects, days = 1, events, isNew }: BucketOptions): Map<string, Buffer> {
  const bodies = Array.from({ length: Math.min(objects, MAX_BODIES) }, (_, n) => trail(events, n))
  const found = new Map<string, Buffer>()
  for (let account = 0; account < accounts; account++) {
    for (let region = 0; region < regions; region++) {
      for (let n = 0; n < objects; n++) {
        const day = isNew ? 2 + Math.floor((n * days) / objects) : 1
        found.set(keyOf(account, region, n, String(day).padStart(2, '0')), bodies[n % bodies.length] ?? Buffer.alloc(0))
      }
    }
  }
  return found
}

/** @returns a compressed file @param seed different files have different records */
export function trail(events: number, seed: number): Buffer {
  return gzipSync(cloudTrailFile(events, events + seed))
}

function keyOf(account: number, region: number, n: number, day: string): string {
  const [id, name] = [String(100_000_000_000 + account), `eu-west-${region + 1}`]
  const time = `202401${day}T${String(n).padStart(6, '0')}Z`
  return `AWSLogs/${id}/CloudTrail/${name}/2024/01/${day}/${id}_CloudTrail_${name}_${time}_abcdef.json.gz`
}

function listing(keys: readonly string[], objects: ReadonlyMap<string, Buffer>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? query.get('start-after') ?? ''
  const delimiter = query.get('delimiter')
  const contents: string[] = []
  const folders = new Set<string>()
  let isTruncated = false
  for (let at = firstAfter(keys, after > prefix ? after : prefix); keys[at]?.startsWith(prefix); at++) {
    const key = keys[at] ?? ''
    if (key === after) continue
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1
    if (end >= 0) {
      folders.add(key.slice(0, end + 1))
      at = firstAfter(keys, `${key.slice(0, end)}0`) - 1
      continue
    }
    isTruncated = contents.length === Number(query.get('max-keys') ?? PAGE_KEYS)
    if (isTruncated) break
    contents.push(key)
  }
  const token = isTruncated ? `<NextContinuationToken>${contents.at(-1)}</NextContinuationToken>` : ''
  const entry = (key: string) =>
    `<Contents><Key>${key}</Key><LastModified>${LISTED_AT}</LastModified><ETag>&quot;1&quot;</ETag>` +
    `<Size>${objects.get(key)?.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  const folder = (name: string) => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`
  return (
    '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<Name>b</Name><KeyCount>${contents.length + folders.size}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>` +
    `${token}${contents.map(entry).join('')}${[...folders].map(folder).join('')}</ListBucketResult>`
  )
}

/** @returns the index of the first key that is not before the text */
function firstAfter(keys: readonly string[], text: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
