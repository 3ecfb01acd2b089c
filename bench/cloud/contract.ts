/** What a cloud holds, as its process is told in one argument of JSON. */
export type CloudOptions = BucketOptions | QueueOptions | LogsOptions

export interface BucketOptions {
  readonly kind: 'bucket'
  /** Each account has as many regions, each account and region is a partition. */
  readonly accounts: number
  readonly regions: number
  /** Of each partition. */
  readonly objects: number
  /** Days over which the objects of a partition are spread. Default: 1. */
  readonly days?: number
  /** Of each object. */
  readonly events: number
  /** False: all objects are of the day before the one at which the run starts. */
  readonly isNew: boolean
}

export interface QueueOptions {
  readonly kind: 'queue'
  readonly messages: number
}

export interface LogsOptions {
  readonly kind: 'logs'
  readonly messages: number
  /** Streams that share the messages. */
  readonly streams: number
  /** Streams whose last message is of the day before. Default: none. */
  readonly restingStreams?: number
}

export interface CloudRequest {
  readonly method: string
  readonly url: string
  /** Header `x-amz-target`. */
  readonly target: string
  readonly body: string
}

export interface CloudAnswer {
  readonly type: string
  readonly body: Buffer | string
}

/** A service in memory. It checks nothing. */
export interface Cloud {
  answer(request: CloudRequest): CloudAnswer
  /** Called before each run. */
  prepare?(): void
}

/** @returns the answer of a service that speaks JSON */
export function jsonAnswer(body: object): CloudAnswer {
  return { type: 'application/x-amz-json-1.1', body: JSON.stringify(body) }
}

/** @returns the operation of a request of JSON, and what it asks for */
export function jsonCall({ target, body }: CloudRequest): { operation: string; input: Record<string, unknown> } {
  return { operation: target.split('.').at(-1) ?? '', input: JSON.parse(body || '{}') as Record<string, unknown> }
}
