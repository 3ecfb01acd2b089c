/** A failure of an answer; undefined for latency alone. */
export type Fault =
  /** AWS answers with this error. */
  | { readonly status: number; readonly code: string; readonly message: string }
  /** The connection is reset before an answer. */
  | 'reset'
  /** Half of the body is sent under its full length, then the connection is closed. */
  | 'truncate'
  /** Half of the body is sent under that half's length, as a broken proxy does. */
  | 'wrong-length'
  /** The whole body is sent under a length that is too long by one, then the connection is closed. */
  | 'long-length'
  /** A byte in the middle of the body is changed. */
  | 'damage'
  /** Half of the body is sent under its full length, then nothing more. */
  | 'stall'
  /** A captive portal answers: with its page, with its page without a type, with a redirection to its page. */
  | 'web-page'
  | 'untyped-page'
  | 'redirect'

/** Answers of AWS under load or with failures. */
export const FAULTS = {
  slowDown: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  internalError: { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
  unavailable: { status: 503, code: 'ServiceUnavailable', message: 'Service is unable to handle request.' },
  throttling: { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  accessDenied: { status: 403, code: 'AccessDenied', message: 'Access Denied' },
} as const satisfies Record<string, Fault>

/** Selects the requests that fail; missing members match all. */
export interface FaultRule {
  readonly service?: string
  readonly operation?: string
  /** Key, stream, queue …: this one, or the matching ones. */
  readonly resource?: string | RegExp
  /** Number of failures before requests succeed again. Default: no limit. */
  readonly times?: number
  /** Number of matching requests before the first failure. Default: 0. */
  readonly after?: number
  /** Only every nth of the matching requests fails. Default: 1. */
  readonly every?: number
  /** Milliseconds before the answer. */
  readonly latencyMs?: number
  /** Number of requests that must have met the rule before any of them is answered. Default: 1. */
  readonly together?: number
  readonly fault?: Fault
}

/** The combined effect of the rules on one request. */
export interface Trouble {
  readonly latencyMs: number
  /** Resolved when the request may be answered. */
  readonly met: Promise<unknown>
  readonly fault: Fault | undefined
}

interface Entry {
  readonly rule: FaultRule
  readonly meeting: PromiseWithResolvers<void>
  skip: number
  left: number
  seen: number
  met: number
}

/** The active rules: latencies add up, and the first matching fault counts. */
export class Faults {
  #rules: Entry[] = []

  /** @returns tells how many requests have met the rule */
  add(rule: FaultRule): () => number {
    const meeting = Promise.withResolvers<void>()
    const left = rule.times ?? Number.POSITIVE_INFINITY
    const entry = { rule, meeting, skip: rule.after ?? 0, left, seen: 0, met: 0 }
    this.#rules.push(entry)
    return () => entry.met
  }

  clear(): void {
    this.#rules = []
  }

  /** Counts one use of every rule that applies. */
  take(service: string, operation: string, resource: string): Trouble {
    let latencyMs = 0
    const meetings: Promise<void>[] = []
    let fault: Fault | undefined
    for (const entry of this.#rules) {
      if (entry.left <= 0 || !matches(entry.rule, service, operation, resource)) continue
      if (fault !== undefined && entry.rule.fault !== undefined) continue
      if (entry.skip-- > 0) continue
      if (++entry.seen % (entry.rule.every ?? 1) !== 0) continue
      entry.left--
      if (++entry.met >= (entry.rule.together ?? 1)) entry.meeting.resolve()
      meetings.push(entry.meeting.promise)
      latencyMs += entry.rule.latencyMs ?? 0
      fault ??= entry.rule.fault
    }
    return { latencyMs, met: Promise.all(meetings), fault }
  }
}

function matches(rule: FaultRule, service: string, operation: string, resource: string): boolean {
  if (rule.service !== undefined && rule.service !== service) return false
  if (rule.operation !== undefined && rule.operation !== operation) return false
  if (rule.resource === undefined) return true
  return typeof rule.resource === 'string' ? rule.resource === resource : rule.resource.test(resource)
}
