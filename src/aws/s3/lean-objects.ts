import type { IncomingMessage } from 'node:http'
import { Gate } from '../../pipeline/gate.ts'
import type { ListPage, ListRequest, ObjectBody, ObjectEntry, ObjectSource } from '../../walker/types.ts'
import type { Endpoint } from '../endpoints.ts'
import { AwsFailure } from '../failure.ts'
import type { Tuning } from '../profile/tuning.ts'
import type { Call, Caller } from '../transport/caller.ts'
import { ServiceError } from '../transport/errors.ts'
import { readText } from '../transport/http.ts'
import { encode, encodePath } from '../transport/sign.ts'
import { Bandwidth } from './bandwidth.ts'
import { Download, type Part, type PartSource, type Range } from './download.ts'
import { each, text } from './xml.ts'

/** Where a bucket is reached. @param region of the bucket, once S3 has told it */
export type BucketEndpoint = (bucket: string, region?: string) => Endpoint

interface S3Call {
  readonly operation: 'ListObjectsV2' | 'GetObject' | 'DeleteObject'
  readonly method: 'GET' | 'DELETE'
  readonly bucket: string
  readonly key?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A bucket of hundreds of accounts, regions and flow logs is not asked for all of them at the same moment. */
const LISTS_AT_ONCE = 32

/** S3 over plain HTTP. */
export class LeanObjects implements ObjectSource {
  readonly #caller: Caller
  readonly #endpoint: BucketEndpoint
  readonly #tuning: Tuning
  readonly #gate: Gate
  readonly #lists = new Gate(LISTS_AT_ONCE)
  readonly #bandwidth: Bandwidth
  /** Of each bucket, corrected when S3 names another region. */
  readonly #endpoints = new Map<string, Endpoint>()

  constructor(caller: Caller, endpoint: BucketEndpoint, tuning: Tuning) {
    this.#caller = caller
    this.#endpoint = endpoint
    this.#tuning = tuning
    this.#gate = new Gate(tuning.maxConcurrentRequests)
    this.#bandwidth = new Bandwidth(tuning.maxBandwidth)
  }

  async list(request: ListRequest): Promise<ListPage> {
    const call = {
      operation: 'ListObjectsV2',
      method: 'GET',
      bucket: request.bucket,
      query: listQuery(request),
    } as const
    return this.#lists.run(() => this.#call(call, async (response) => readPage(await readText(response))))
  }

  async get(bucket: string, key: string, size = 0): Promise<ObjectBody> {
    const { multipartThreshold, multipartChunksize: chunkSize } = this.#tuning
    const ranged = size > multipartThreshold
    await this.#gate.enter()
    try {
      const first = ranged
        ? await this.#open(bucket, key, { first: 0, last: chunkSize - 1 })
        : await this.#open(bucket, key)
      // A server without ranges sends everything at once.
      const firstEnd = first.response.statusCode === 206 ? chunkSize : first.size
      return new Download(first, firstEnd, this.#partSource(bucket, key))
    } catch (cause) {
      this.#gate.leave()
      throw cause
    }
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.#call({ operation: 'DeleteObject', method: 'DELETE', bucket, key }, readText)
  }

  #partSource(bucket: string, key: string): PartSource {
    return {
      open: (range) => this.#open(bucket, key, range),
      failed: (cause) => this.#caller.failure(this.#request(getObject(bucket, key)), cause),
      gate: this.#gate,
      bandwidth: this.#bandwidth,
      chunkSize: this.#tuning.multipartChunksize,
    }
  }

  #open(bucket: string, key: string, range?: Range): Promise<Part> {
    const headers = {
      ...(range && { range: `bytes=${range.first}-${range.last}` }),
      ...(range?.etag !== undefined && { 'if-match': range.etag }),
    }
    return this.#call({ ...getObject(bucket, key), headers }, async (response) => {
      const part = readPart(response)
      if (range !== undefined && part.offset !== range.first) await skip(response, range.first)
      return part
    })
  }

  async #call<T>(call: S3Call, read: (response: IncomingMessage) => Promise<T>): Promise<T> {
    const request = this.#request(call)
    try {
      return await this.#caller.call(request, read)
    } catch (cause) {
      const region = regionNamed(cause)
      if (region === undefined || region === request.endpoint.region) throw cause
      this.#endpoints.set(call.bucket, { ...this.#endpoint(call.bucket, region), region })
      return this.#caller.call(this.#request(call), read)
    }
  }

  #request({ bucket, key, query = '', ...call }: S3Call): Call {
    const endpoint = this.#endpoints.get(bucket) ?? this.#endpoint(bucket)
    this.#endpoints.set(bucket, endpoint)
    return { ...call, service: 's3', endpoint, path: key === undefined ? '' : `/${encodePath(key)}`, query }
  }
}

/** A bucket of another region answers with a redirect, or refuses the signature's region, and names its own. */
function regionNamed(cause: unknown): string | undefined {
  const answer = cause instanceof AwsFailure ? cause.cause : undefined
  return answer instanceof ServiceError && [301, 307, 400].includes(answer.status) ? answer.region : undefined
}

function getObject(bucket: string, key: string): S3Call {
  return { operation: 'GetObject', method: 'GET', bucket, key }
}

/** In the order in which Python's SDK writes it: the URL appears in an error of the contract. */
function listQuery({ prefix, delimiter, startAfter, continuationToken }: ListRequest): string {
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

/** @throws ServiceError when it is something else, or cut off: the rest of the keys must not be taken for missing */
function readPage(xml: string): ListPage {
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
 * Keys are asked for in URL encoding, as XML cannot hold all characters; some makers of S3 do not know of it.
 *
 * @param encoding as the answer tells it
 */
export function keyReader(encoding: string | undefined): (text: string) => string {
  return encoding === 'url' ? (text) => decodeURIComponent(text.replaceAll('+', ' ')) : (text) => text
}

function readPart(response: IncomingMessage): Part {
  const { headers } = response
  const [, offset = '0', total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  const size = Number(total ?? headers['content-length'])
  if (Number.isNaN(size)) throw new ServiceError(200, 'MissingContentLength', 'The answer does not tell its length')
  return {
    response,
    size,
    offset: Number(offset),
    lastModified: new Date(headers['last-modified'] ?? 0),
    ...(headers.etag !== undefined && { etag: headers.etag }),
  }
}

/** Reads past the start of a body that was to begin later. */
async function skip(response: IncomingMessage, bytes: number): Promise<void> {
  let left = bytes
  for await (const chunk of response.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    left -= chunk.length
    if (left > 0) continue
    if (left < 0) response.unshift(chunk.subarray(left))
    return
  }
}
