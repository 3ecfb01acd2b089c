import { authority, type Endpoint } from './endpoints.ts'
import { type Line, send, urlOf } from './transport/http.ts'
import { strangerIn } from './transport/stranger.ts'

/** The answer of an endpoint to a request without a signature. */
export interface Probe {
  readonly url: string
  /** URL of the proxy that the request went through, without user and password. */
  readonly proxy?: string | undefined
  /** The endpoint's clock minus this machine's, in milliseconds. */
  readonly clockOffsetMs?: number | undefined
  /** Describes a page that is not AWS's, by its link or its content: another server answers in place of AWS. */
  readonly stranger?: string | undefined
}

/** Sends an arbitrary request to an endpoint: any answer shows that it is reachable. @throws Error as `send` does */
export async function probeEndpoint(endpoint: Endpoint, line: Line): Promise<Probe> {
  const { protocol, hostname } = endpoint
  const port = endpoint.port || (protocol === 'https:' ? '443' : '80')
  const request = { method: 'GET', endpoint, path: '/', query: '', headers: { host: authority(endpoint) }, body: '' }
  const sentAt = Date.now()
  const response = await send(request, line)
  response.destroy()
  // The header has whole seconds: half a second is the best estimate of the rest.
  const now = (sentAt + Date.now()) / 2
  const date = Date.parse(response.headers.date ?? '') + 500
  const proxy = line.agents.proxyOf(protocol, hostname, port)
  const stranger = strangerIn(response)
  return {
    url: urlOf({ endpoint, path: '', query: '' }),
    proxy,
    clockOffsetMs: Number.isNaN(date) ? undefined : date - now,
    stranger,
  }
}
