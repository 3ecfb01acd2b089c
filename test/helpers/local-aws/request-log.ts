import type { IncomingHttpHeaders } from 'node:http'
import type { Scope } from './types.ts'

/** A received request. */
export interface LoggedRequest {
  readonly method: string
  readonly host: string
  /** As sent, still encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Undefined if the signature is missing or not readable. */
  readonly scope: Scope | undefined
  readonly operation: string
  readonly resource: string
  /** Set with the answer; 0 if the connection was cut instead. */
  status: number
}

/** Every request so far, and the peak of concurrent ones. */
export class RequestLog {
  readonly all: LoggedRequest[] = []
  readonly #now = new Map<string, number>()
  readonly #peak = new Map<string, number>()

  /** Requests of an operation, such as `GetObject`, in the order of arrival. */
  of(operation: string): LoggedRequest[] {
    return this.all.filter((request) => request.operation === operation)
  }

  /** Highest number of concurrent requests of an operation. */
  peakInFlight(operation: string): number {
    return this.#peak.get(operation) ?? 0
  }

  clear(): void {
    this.all.length = 0
    this.#peak.clear()
  }

  /** Records a request. @returns a function that records its end */
  begin(request: LoggedRequest): () => void {
    this.all.push(request)
    const { operation } = request
    const now = (this.#now.get(operation) ?? 0) + 1
    this.#now.set(operation, now)
    this.#peak.set(operation, Math.max(now, this.peakInFlight(operation)))
    return () => this.#now.set(operation, (this.#now.get(operation) ?? 1) - 1)
  }
}
