import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { ServiceError } from '../transport/errors.ts'

/** A range of an object for a GET. The entity tag ensures that all ranges are of one version. */
export interface Range {
  readonly first: number
  /** Inclusive. */
  readonly last: number
  readonly etag?: string | undefined
}

/** The head of a response to GetObject, whose body is still unread. */
export interface RangeResponse {
  readonly response: IncomingMessage
  /** Bytes of the whole object. */
  readonly size: number
  readonly etag?: string | undefined
  /** MD5 of the whole object, hexadecimal, if the entity tag is one. */
  readonly md5?: string | undefined
}

/**
 * Reads the head, and skips the bytes before the range if the server does not support ranges.
 *
 * @throws ServiceError if the length is missing
 */
export async function openedRange(response: IncomingMessage, range?: Range): Promise<RangeResponse> {
  const { headers } = response
  const [, offset = '0', total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  const size = Number(total ?? headers['content-length'])
  if (Number.isNaN(size)) throw new ServiceError(200, 'MissingContentLength', 'The answer does not tell its length')
  if (range !== undefined && Number(offset) !== range.first) await skip(response, range.first)
  return {
    response,
    size,
    etag: headers.etag,
    md5: md5Of(headers),
  }
}

/**
 * The entity tag is the MD5 of an object that was uploaded in one piece and is not encrypted with a key of KMS or of
 * the client.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
function md5Of(headers: IncomingHttpHeaders): string | undefined {
  const encryption = headers['x-amz-server-side-encryption']
  if (typeof encryption === 'string' && encryption.startsWith('aws:')) return undefined
  if (headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined) return undefined
  return /^"?([0-9a-f]{32})"?$/.exec(headers.etag ?? '')?.[1]
}

async function skip(response: IncomingMessage, bytes: number): Promise<void> {
  let left = bytes
  for await (const chunk of response.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    left -= chunk.length
    if (left > 0) continue
    if (left < 0) response.unshift(chunk.subarray(left))
    return
  }
}
