import type { IncomingHttpHeaders } from 'node:http'
import type { Scope } from './types.ts'

/** A request that came in. */
export interface LoggedRequest {
  readonly method: string
  readonly host: string
  /** As sent, still encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** None: not signed, or not readable. */
  readonly scope: Scope | undefined
  readonly operation: string
  readonly resource: string
  /** Filled in when the answer is known; 0 when the connection was cut instead. */
  status: number
}

/** Every request so far, and how many were in work at the same time. */
export class RequestLog {
  readonly all: LoggedRequest[] = []
  readonly #now = new Map<string, number>()
  readonly #peak = new Map<string, number>()

  /** Requests of an operation, such as `GetObject`, in the order in which they came. */
  of(operation: string): LoggedRequest[] {
    return this.all.filter((request) => request.operation === operation)
  }

  /** Highest number of requests of an operation that were in work at once. */
  peakInFlight(operation: string): number {
    return this.#peak.get(operation) ?? 0
  }

  clear(): void {
    this.all.length = 0
    this.#peak.clear()
  }

  /** Notes a request; the function it returns notes its end. */
  begin(request: LoggedRequest): () => void {
    this.all.push(request)
    const { operation } = request
    const now = (this.#now.get(operation) ?? 0) + 1
    this.#now.set(operation, now)
    this.#peak.set(operation, Math.max(now, this.peakInFlight(operation)))
    return () => this.#now.set(operation, (this.#now.get(operation) ?? 1) - 1)
  }
}
