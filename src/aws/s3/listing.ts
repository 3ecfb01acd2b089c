import * as messages from '../../messages/aws.ts'
import type { ListPage, ListRequest, ObjectEntry } from '../../walker/types.ts'
import { nextTokenOf, required } from '../transport/answers.ts'
import { encode } from '../transport/sign.ts'
import { StrangerError } from '../transport/stranger.ts'
import { textOf, type XmlElement } from '../transport/xml.ts'

/** The query of ListObjectsV2, in the order of Python's SDK: the URL is part of a line of the contract. */
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

/**
 * @param listing the element `ListBucketResult`
 * @throws StrangerError if an entry has no key or no size, or if the next page is the requested one
 */
export function readPage(listing: XmlElement, asked: Pick<ListRequest, 'continuationToken'>): ListPage {
  const keyOf = keyReader(textOf(listing, 'EncodingType'))
  const objects: ObjectEntry[] = []
  const folders: string[] = []
  for (const element of listing.children) {
    if (element.name === 'Contents') objects.push(entryOf(element, keyOf))
    else if (element.name === 'CommonPrefixes') folders.push(keyOf(textOf(element, 'Prefix') ?? ''))
  }
  const next = textOf(listing, 'IsTruncated') === 'true' ? textOf(listing, 'NextContinuationToken') : undefined
  return { objects, folders, nextToken: nextTokenOf(next, asked.continuationToken) }
}

function entryOf(contents: XmlElement, keyOf: (text: string) => string): ObjectEntry {
  return {
    key: keyOf(required(contents, 'Key')),
    size: sizeOf(required(contents, 'Size')),
    lastModified: new Date(textOf(contents, 'LastModified') ?? ''),
  }
}

/** @throws StrangerError for a text that is not a size: no loop may count up to it */
function sizeOf(text: string): number {
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw new StrangerError(messages.withoutElement('Size'))
  return size
}

/**
 * Keys are requested in URL encoding, since XML cannot contain all characters. Some S3-compatible servers ignore that.
 *
 * @param encoding the encoding that the response names
 */
export function keyReader(encoding: string | undefined): (text: string) => string {
  return encoding === 'url' ? decoded : (text) => text
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced.replace(ENCODED_BYTES, bytesOf)
  }
}

const ENCODED_BYTES = /(?:%[0-9a-f]{2})+/gi

/** As Python does with a server that does not encode well: the key may be none, and fails alone when it is fetched. */
function bytesOf(encoded: string): string {
  return Buffer.from(encoded.replaceAll('%', ''), 'hex').toString()
}
