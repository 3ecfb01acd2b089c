import type { ListPage, ListRequest, ObjectEntry } from '../../walker/types.ts'
import { ServiceError } from '../transport/errors.ts'
import { encode } from '../transport/sign.ts'
import { each, text } from '../transport/xml.ts'

/** The query of ListObjectsV2, in the order in which Python's SDK writes it: the URL is part of a line of the contract. */
export function listQuery({ prefix, delimiter, startAfter, continuationToken }: ListRequest): string {
  const parts = [
    'list-type=2',
    `prefix=${encode(prefix)}`,
    delimiter && `delimiter=${encode(delimiter)}`,
    startAfter && `start-after=${encode(startAfter)}`,
    continuationToken && `continuation-token=${encode(continuationToken)}`,
    'encoding-type=url',
  ]
  return parts.filter(Boolean).join('&')
}

/** @throws ServiceError when it is no listing, or cut off: the rest of the keys must not be taken for missing */
export function readPage(xml: string): ListPage {
  if (!xml.trimEnd().endsWith('</ListBucketResult>')) {
    throw new ServiceError(500, 'IncompleteListing', 'The answer is no complete listing')
  }
  const keyOf = keyReader(text(xml, 'EncodingType'))
  const objects: ObjectEntry[] = []
  for (const entry of each(xml, 'Contents')) {
    objects.push({
      key: keyOf(text(entry, 'Key') ?? ''),
      size: Number(text(entry, 'Size')),
      lastModified: new Date(text(entry, 'LastModified') ?? ''),
    })
  }
  const folders: string[] = []
  for (const entry of each(xml, 'CommonPrefixes')) folders.push(keyOf(text(entry, 'Prefix') ?? ''))
  const nextToken = text(xml, 'IsTruncated') === 'true' ? text(xml, 'NextContinuationToken') : undefined
  return { objects, folders, ...(nextToken && { nextToken }) }
}

/**
 * Keys are asked for in URL encoding, as XML cannot hold all characters. Some makers of S3 do not know of it.
 *
 * @param encoding as the response names it
 */
export function keyReader(encoding: string | undefined): (text: string) => string {
  return encoding === 'url' ? (text) => decodeURIComponent(text.replaceAll('+', ' ')) : (text) => text
}
