import { createHash } from 'node:crypto'
import { ServiceError } from './types.ts'

export interface StoredObject {
  readonly bytes: Uint8Array
  readonly lastModified: Date
  /** Includes the quotes. */
  readonly etag: string
}

/** A bucket: objects in S3's order, that of the UTF-8 bytes of their keys. */
export class Bucket {
  readonly name: string
  /** Requests signed for another region are refused. Undefined: any region is accepted. */
  readonly region: string | undefined
  readonly objects = new Map<string, StoredObject>()
  readonly #keys: string[] = []

  constructor(name: string, region: string | undefined) {
    this.name = name
    this.region = region
  }

  get keys(): readonly string[] {
    return this.#keys
  }

  put(key: string, bytes: Uint8Array, lastModified = new Date()): StoredObject {
    if (!this.objects.has(key)) this.#keys.splice(this.firstAt(key), 0, key)
    const object = { bytes, lastModified, etag: `"${createHash('md5').update(bytes).digest('hex')}"` }
    this.objects.set(key, object)
    return object
  }

  delete(key: string): void {
    if (this.objects.delete(key)) this.#keys.splice(this.firstAt(key), 1)
  }

  /** Index of the first key that is not smaller than the given one. */
  firstAt(key: string): number {
    return this.firstWhere((other) => compareUtf8(other, key) >= 0)
  }

  /** Index of the first key for which a condition holds. It must hold for all later keys, too. */
  firstWhere(holds: (key: string) => boolean, from = 0): number {
    let low = from
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(this.#keys[middle] ?? '')) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** @throws ServiceError `NoSuchBucket`, or a redirection if the bucket is in another region than the request */
export function bucketFor(buckets: ReadonlyMap<string, Bucket>, name: string, signedRegion: string): Bucket {
  const bucket = buckets.get(name)
  if (bucket === undefined) {
    throw new ServiceError(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })
  }
  if (bucket.region !== undefined && bucket.region !== signedRegion) {
    const text = `The authorization header is malformed; the region '${signedRegion}' is wrong; expecting '${bucket.region}'`
    throw new ServiceError(400, 'AuthorizationHeaderMalformed', text, { Region: bucket.region })
  }
  return bucket
}

/** Order of two keys by their UTF-8 bytes, which differs from that of JavaScript's strings beyond U+D7FF. */
export function compareUtf8(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}
