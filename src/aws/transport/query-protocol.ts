import { encode } from './sign.ts'

/**
 * A request of AWS's query protocol, for STS and EC2.
 *
 * @param version version of the service's API: a date
 * @param parameters undefined ones are left out
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryRequest(
  operation: string,
  version: string,
  parameters: Readonly<Record<string, string | undefined>>,
) {
  const all = { Action: operation, Version: version, ...parameters }
  const body = Object.entries(all)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&')
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { method: 'POST', path: '/', query: '', headers, body } as const
}
