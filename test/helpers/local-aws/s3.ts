import { listObjects } from './s3-list.ts'
import { Bucket, bucketFor, type StoredObject } from './s3-store.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'
import { element, xmlDocument } from './xml.ts'

const XML = { 'content-type': 'application/xml' }
/** Hosts such as `bucket.s3.eu-west-1.amazonaws.com` or, on this machine, `bucket.localhost`. */
const VIRTUAL_HOST = /^(.+)\.(?:s3[.-].*|s3|localhost)(?::\d+)?$/

/**
 * S3: buckets and objects in memory.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export class S3 implements Service {
  readonly name = 's3'
  readonly buckets = new Map<string, Bucket>()

  /** @param region region of the bucket: signatures for other regions are refused. Default: any is accepted */
  createBucket(name: string, region?: string): Bucket {
    const bucket = this.buckets.get(name) ?? new Bucket(name, region)
    this.buckets.set(name, bucket)
    return bucket
  }

  /** Stores an object, and creates its bucket if it is missing. */
  put(bucket: string, key: string, body: Uint8Array | string, lastModified?: Date): void {
    this.createBucket(bucket).put(key, Buffer.from(body), lastModified)
  }

  /** The keys of a bucket, in S3's order. */
  keys(bucket: string): readonly string[] {
    return this.buckets.get(bucket)?.keys ?? []
  }

  operationOf(request: AwsRequest): string {
    const { key } = target(request)
    if (key === '' && request.method === 'GET') return 'ListObjectsV2'
    const suffix = key === '' ? 'Bucket' : 'Object'
    const verbs: Readonly<Record<string, string>> = {
      GET: 'Get',
      HEAD: 'Head',
      PUT: key === '' ? 'Create' : 'Put',
      DELETE: 'Delete',
    }
    return `${verbs[request.method] ?? request.method}${suffix}`
  }

  /** The key; for a listing its prefix. */
  resourceOf(request: AwsRequest): string {
    return target(request).key || (request.query.get('prefix') ?? '')
  }

  answer(operation: string, request: SignedRequest): Reply {
    const { bucket: name, key } = target(request)
    if (operation === 'CreateBucket') {
      this.createBucket(name)
      return { status: 200, headers: { location: `/${name}` } }
    }
    const bucket = bucketFor(this.buckets, name, request.scope.region)
    switch (operation) {
      case 'HeadBucket':
        return { status: 200 }
      case 'ListObjectsV2':
        return { status: 200, headers: XML, body: listObjects(bucket, request.query) }
      case 'GetObject':
      case 'HeadObject':
        return getObject(bucket, key, request)
      case 'PutObject':
        return { status: 200, headers: { etag: bucket.put(key, request.body).etag } }
      case 'DeleteObject':
        bucket.delete(key)
        return { status: 204 }
      default:
        throw new ServiceError(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
    }
  }

  refuse(error: ServiceError, requestId: string): Reply {
    const details = Object.entries(error.details)
    const children = [['Code', error.code], ['Message', error.message], ...details, ['RequestId', requestId]] as const
    const body = xmlDocument(
      'Error',
      null,
      children.map(([name, value]) => element(name, value)),
    )
    const region = error.details.Region
    return { status: error.status, headers: region ? { ...XML, 'x-amz-bucket-region': region } : XML, body }
  }
}

/** Bucket and key of a request in either style of addressing. */
function target(request: AwsRequest): { bucket: string; key: string } {
  const path = decodeURIComponent(request.path.slice(1))
  const virtual = VIRTUAL_HOST.exec(request.host)
  if (virtual?.[1] !== undefined) return { bucket: virtual[1], key: path }
  const [bucket = '', key = ''] = path.split(/\/(.*)/s)
  return { bucket, key }
}

function getObject(bucket: Bucket, key: string, request: AwsRequest): Reply {
  const object = bucket.objects.get(key)
  if (object === undefined) throw new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key })
  const wanted = request.headers['if-match']
  if (wanted !== undefined && wanted !== '*' && wanted.replaceAll('"', '') !== object.etag.replaceAll('"', '')) {
    const text = 'At least one of the pre-conditions you specified did not hold'
    throw new ServiceError(412, 'PreconditionFailed', text, { Condition: 'If-Match' })
  }
  const headers = {
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'content-type': 'binary/octet-stream',
  }
  const range = request.headers.range
  if (range === undefined) return { status: 200, headers, body: object.bytes }
  const [first, last] = readRange(range, object)
  const contentRange = { 'content-range': `bytes ${first}-${last}/${object.bytes.length}` }
  return { status: 206, headers: { ...headers, ...contentRange }, body: object.bytes.subarray(first, last + 1) }
}

/** First and last byte of a Range header; see https://www.rfc-editor.org/rfc/rfc9110#name-range */
function readRange(range: string, object: StoredObject): [number, number] {
  const { length } = object.bytes
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? []
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from)
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if ((from === '' && to === '') || first > last) {
    throw new ServiceError(416, 'InvalidRange', 'The requested range is not satisfiable')
  }
  return [first, last]
}
