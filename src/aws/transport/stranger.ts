import type { IncomingMessage } from 'node:http'
import * as messages from '../../messages/aws.ts'

/**
 * Another server answered in place of AWS: a captive portal, or a proxy with a page of its own. The error has the form
 * of a transient network error, for our own calls and for the SDK.
 */
export class StrangerError extends Error {
  override readonly name = 'StrangerError'
  readonly code = 'ERR_NOT_AWS'
  readonly $retryable = {}
}

const AWS_PAGE = /^https?:\/\/([\w-]+\.)*(amazon|amazonaws)\.com(\.cn)?(\/|$)/
const IS_FROM_AWS = /^x-amzn?-/
/** "Network Authentication Required", the required answer of a captive portal, see RFC 6585. */
const PORTAL = 511

/** @returns the link or the title of a page that is not AWS's; undefined if AWS may have sent it */
export function strangerIn({ headers, statusCode = 0 }: IncomingMessage): string | undefined {
  // AWS gives every answer an id.
  if (Object.keys(headers).some((name) => IS_FROM_AWS.test(name))) return undefined
  const { location } = headers
  const isRedirect = statusCode >= 300 && statusCode < 400
  if (isRedirect && location && !AWS_PAGE.test(location)) return location
  if (headers['content-type']?.startsWith('text/html') && location === undefined) return messages.webPage(statusCode)
  return undefined
}

/**
 * Errors are recognised by their status, whoever sends them. @throws StrangerError if an answer is certainly not AWS's
 */
export function refuseStranger(response: IncomingMessage): void {
  const { statusCode = 0 } = response
  if (statusCode >= 400 && statusCode !== PORTAL) return
  const what = strangerIn(response)
  if (what === undefined) return
  response.destroy()
  throw new StrangerError(statusCode >= 300 && statusCode < 400 ? messages.redirection(what) : what)
}

/** Characters of a text that are shown. */
const SHOWN = 60

/** @returns the type and the start of a body, for an error */
export function describeStart({ headers }: IncomingMessage, text: string): string {
  return messages.textOfType(headers['content-type'] ?? '', text.trimStart().slice(0, SHOWN))
}
