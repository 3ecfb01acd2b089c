import type { IncomingMessage } from 'node:http'
import * as messages from '../../messages/aws.ts'

/**
 * Somebody answered in place of AWS: a captive portal, or a proxy that shows a page of its own. It has the form of a
 * network error that may pass, for our own calls and for the SDK.
 */
export class StrangerError extends Error {
  override readonly name = 'StrangerError'
  readonly code = 'ERR_NOT_AWS'
  readonly $retryable = {}
}

const AWS_PAGE = /^https?:\/\/([\w-]+\.)*(amazon|amazonaws)\.com(\.cn)?(\/|$)/
const IS_FROM_AWS = /^x-amzn?-/
/** "Network Authentication Required": what a captive portal should answer, see RFC 6585. */
const PORTAL = 511

/** @returns where a page that is not AWS's leads to, or what it is; undefined: AWS may have sent it */
export function strangerIn({ headers, statusCode = 0 }: IncomingMessage): string | undefined {
  // AWS gives every answer an id.
  if (Object.keys(headers).some((name) => IS_FROM_AWS.test(name))) return undefined
  const { location } = headers
  const isRedirect = statusCode >= 300 && statusCode < 400
  if (isRedirect && location && !AWS_PAGE.test(location)) return location
  if (headers['content-type']?.startsWith('text/html') && location === undefined) return messages.webPage(statusCode)
  return undefined
}

/** Errors are told by their status, whoever sends them. @throws StrangerError when an answer is surely not AWS's */
export function refuseStranger(response: IncomingMessage): void {
  const { statusCode = 0 } = response
  if (statusCode >= 400 && statusCode !== PORTAL) return
  const what = strangerIn(response)
  if (what === undefined) return
  response.destroy()
  throw new StrangerError(statusCode >= 300 && statusCode < 400 ? messages.redirection(what) : what)
}

/** How much of a text is shown. */
const SHOWN = 60

/** @returns the type and the start of a body, for an error */
export function describeStart({ headers }: IncomingMessage, text: string): string {
  return messages.textOfType(headers['content-type'] ?? '', text.trimStart().slice(0, SHOWN))
}
