import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../transport/errors.ts'

/** A range of an object that a GET asks for. The entity tag makes sure that all ranges are of one version. */
export interface Range {
  readonly first: number
  /** Inclusive. */
  readonly last: number
  readonly etag?: string
}

/** The head of a response to GetObject; its body is still to be read. */
export interface RangeResponse {
  readonly response: IncomingMessage
  /** Bytes of the whole object. */
  readonly size: number
  readonly lastModified: Date
  readonly etag?: string
}

/**
 * Reads the head, and skips what a server without ranges sends before the first byte that was asked for.
 *
 * @throws ServiceError when the length is missing
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
    lastModified: new Date(headers['last-modified'] ?? 0),
    ...(headers.etag !== undefined && { etag: headers.etag }),
  }
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
