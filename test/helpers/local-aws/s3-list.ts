import { type Bucket, compareUtf8 } from './s3-store.ts'
import { ServiceError } from './types.ts'
import { element, xmlDocument } from './xml.ts'

/** Namespace of S3's documents. */
const S3_XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/'
const MAX_KEYS = 1000

/** The start of a page: after a key, or after all keys of a folder. */
interface Position {
  readonly after: string
  readonly folder: boolean
}

interface Page {
  readonly keys: string[]
  readonly folders: string[]
  readonly next: Position | undefined
}

/**
 * Answers ListObjectsV2.
 *
 * @throws ServiceError `InvalidArgument`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listObjects(bucket: Bucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const startAfter = query.get('start-after') ?? ''
  const token = query.get('continuation-token')
  const maxKeys = readMaxKeys(query.get('max-keys'))
  const encode = readEncoding(query.get('encoding-type'))
  const start = token === null ? { after: startAfter, folder: false } : readToken(token)
  const page = cut(bucket, prefix, delimiter, start, maxKeys)
  return xmlDocument('ListBucketResult', S3_XMLNS, [
    element('Name', bucket.name),
    element('Prefix', encode(prefix)),
    startAfter === '' ? '' : element('StartAfter', encode(startAfter)),
    token === null ? '' : element('ContinuationToken', token),
    element('KeyCount', page.keys.length + page.folders.length),
    element('MaxKeys', maxKeys),
    delimiter === '' ? '' : element('Delimiter', encode(delimiter)),
    encode === identity ? '' : element('EncodingType', 'url'),
    element('IsTruncated', page.next !== undefined),
    page.next === undefined ? '' : element('NextContinuationToken', writeToken(page.next)),
    ...page.keys.map((key) => contents(bucket, key, encode)),
    ...page.folders.map((folder) => element('CommonPrefixes', [element('Prefix', encode(folder))])),
  ])
}

function cut(bucket: Bucket, prefix: string, delimiter: string, start: Position, maxKeys: number): Page {
  const keys: string[] = []
  const folders: string[] = []
  let last: Position | undefined
  let index = firstIndex(bucket, prefix, start)
  for (let key = bucket.keys[index]; key?.startsWith(prefix); key = bucket.keys[index]) {
    if (keys.length + folders.length === maxKeys) return { keys, folders, next: maxKeys === 0 ? undefined : last }
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (at < 0) {
      keys.push(key)
      last = { after: key, folder: false }
      index++
    } else {
      const folder = key.slice(0, at + delimiter.length)
      folders.push(folder)
      last = { after: folder, folder: true }
      index = bucket.firstWhere((other) => !other.startsWith(folder), index)
    }
  }
  return { keys, folders, next: undefined }
}

function firstIndex(bucket: Bucket, prefix: string, { after, folder }: Position): number {
  const inPrefix = bucket.firstAt(prefix)
  if (after === '') return inPrefix
  const next = bucket.firstWhere((key) => compareUtf8(key, after) > 0 && !(folder && key.startsWith(after)))
  return Math.max(inPrefix, next)
}

function contents(bucket: Bucket, key: string, encode: (text: string) => string): string {
  const object = bucket.objects.get(key)
  if (object === undefined) return ''
  return element('Contents', [
    element('Key', encode(key)),
    element('LastModified', object.lastModified.toISOString()),
    element('ETag', object.etag),
    element('Size', object.bytes.length),
    element('StorageClass', 'STANDARD'),
  ])
}

function readMaxKeys(text: string | null): number {
  if (text === null) return MAX_KEYS
  if (!/^\d{1,9}$/.test(text))
    throw new ServiceError(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range')
  return Math.min(Number(text), MAX_KEYS)
}

function readEncoding(type: string | null): (text: string) => string {
  if (type === null) return identity
  if (type !== 'url') throw new ServiceError(400, 'InvalidArgument', 'Invalid Encoding Method specified in Request')
  return urlEncode
}

function identity(text: string): string {
  return text
}

/** S3's `encoding-type=url`: as in a form, so a space is `+`, but `/` and `*` stay. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2F/g, '/')
    .replace(/%20/g, '+')
}

function writeToken(position: Position): string {
  return Buffer.from(JSON.stringify([position.after, position.folder])).toString('base64')
}

function readToken(token: string): Position {
  try {
    const [after, folder] = JSON.parse(Buffer.from(token, 'base64').toString()) as [string, boolean]
    return { after, folder }
  } catch {
    throw new ServiceError(400, 'InvalidArgument', 'The continuation token provided is incorrect')
  }
}
