import type { IncomingMessage } from 'node:http'
import { AdaptiveSemaphore } from '../../concurrency/adaptive-semaphore.ts'
import { TokenBucket } from '../../concurrency/token-bucket.ts'
import type { ListPage, ListRequest, ObjectBody, ObjectSource } from '../../walker/types.ts'
import type { Endpoint } from '../endpoints.ts'
import { AwsFailure } from '../failure.ts'
import type { Tuning } from '../profile/tuning.ts'
import { readXml } from '../transport/answers.ts'
import type { ApiCall, ApiClient } from '../transport/api-client.ts'
import { ServiceError } from '../transport/errors.ts'
import { readText } from '../transport/http.ts'
import { encodePath } from '../transport/sign.ts'
import { Download } from './download.ts'
import { listQuery, readPage } from './listing.ts'
import { openedRange, type Range, type RangeResponse } from './range-response.ts'

/** @param region region of the bucket, once S3 has named it @returns the endpoint of a bucket */
export type BucketEndpoint = (bucket: string, region?: string) => Endpoint

interface S3Call {
  readonly operation: 'ListObjectsV2' | 'GetObject' | 'DeleteObject'
  readonly method: 'GET' | 'DELETE'
  readonly bucket: string
  readonly key?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  readonly onThrottled?: () => void
}

/** A bucket may have hundreds of accounts, regions and flow logs, which are listed in parallel. */
const CONCURRENT_LISTS = { initial: 16, max: 64 }

/**
 * Lists, reads and deletes objects over plain HTTP. Its semaphore is the only bound on concurrent GETs, which include
 * the ranges of large objects: `max_concurrent_requests` of the profile, or otherwise as many as increase throughput.
 */
export class S3ObjectSource implements ObjectSource {
  readonly #client: ApiClient
  readonly #endpoint: BucketEndpoint
  readonly #tuning: Tuning
  readonly #gets: AdaptiveSemaphore
  readonly #lists = new AdaptiveSemaphore(CONCURRENT_LISTS)
  readonly #bandwidth: TokenBucket
  /** The endpoint of each bucket, corrected once S3 names another region. */
  readonly #endpoints = new Map<string, Endpoint>()

  constructor(client: ApiClient, endpoint: BucketEndpoint, tuning: Tuning) {
    this.#client = client
    this.#endpoint = endpoint
    this.#tuning = tuning
    this.#gets = new AdaptiveSemaphore({ initial: tuning.firstConcurrentRequests, max: tuning.maxConcurrentRequests })
    this.#bandwidth = new TokenBucket(tuning.maxBandwidth)
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
  async list(request: ListRequest, signal?: AbortSignal): Promise<ListPage> {
    const { bucket } = request
    const call = {
      operation: 'ListObjectsV2',
      method: 'GET',
      bucket,
      query: listQuery(request),
      signal,
      onThrottled: () => this.#lists.throttled(),
    } as const
    return this.#lists.run(() =>
      this.#call(call, async (response) => readPage(await readXml(response, 'ListBucketResult'), request)),
    )
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
  async get(bucket: string, key: string, size = 0, signal?: AbortSignal): Promise<ObjectBody> {
    const { multipartThreshold, multipartChunksize: chunkSize } = this.#tuning
    const onThrottled = () => this.#gets.throttled()
    const call = { operation: 'GetObject', method: 'GET', bucket, key, signal, onThrottled } as const
    const ranged = size > multipartThreshold
    await this.#gets.acquire()
    try {
      const first = await this.#open(call, ranged ? { first: 0, last: chunkSize - 1 } : undefined)
      // A server without support for ranges sends everything at once.
      const firstEnd = first.response.statusCode === 206 ? chunkSize : first.size
      return new Download(first, firstEnd, {
        open: (range) => this.#open(call, range),
        failure: (cause) => this.#client.failure(this.#request(call), cause),
        gets: this.#gets,
        bandwidth: this.#bandwidth,
        chunkSize,
        signal,
      })
    } catch (cause) {
      this.#gets.release()
      throw cause
    }
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
  async remove(bucket: string, key: string, signal?: AbortSignal): Promise<void> {
    await this.#call({ operation: 'DeleteObject', method: 'DELETE', bucket, key, signal }, readText)
  }

  #open(call: S3Call, range?: Range): Promise<RangeResponse> {
    const headers = {
      ...(range && { range: `bytes=${range.first}-${range.last}` }),
      ...(range?.etag !== undefined && { 'if-match': range.etag }),
    }
    return this.#call({ ...call, headers }, (response) => openedRange(response, range))
  }

  async #call<T>(call: S3Call, read: (response: IncomingMessage) => Promise<T>): Promise<T> {
    const request = this.#request(call)
    try {
      return await this.#client.call(request, read)
    } catch (cause) {
      const region = regionNamed(cause)
      if (region === undefined || region === request.endpoint.region) throw cause
      this.#endpoints.set(call.bucket, { ...this.#endpoint(call.bucket, region), region })
      return this.#client.call(this.#request(call), read)
    }
  }

  #request({ bucket, key, query = '', ...call }: S3Call): ApiCall {
    const endpoint = this.#endpoints.get(bucket) ?? this.#endpoint(bucket)
    this.#endpoints.set(bucket, endpoint)
    return { ...call, service: 's3', endpoint, path: key === undefined ? '' : `/${encodePath(key)}`, query }
  }
}

/** A bucket in another region redirects, or refuses the signature's region, and names its own region. */
function regionNamed(cause: unknown): string | undefined {
  const error = cause instanceof AwsFailure ? cause.cause : undefined
  return error instanceof ServiceError && [301, 307, 400].includes(error.status) ? error.region : undefined
}
