import type { IncomingHttpHeaders } from 'node:http'
import type { Credential } from './credentials.ts'

/** The scope of a signature: `ACCESSKEY/20240102/us-east-1/s3/aws4_request`. */
export interface Scope {
  readonly accessKey: string
  /** `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  /** Signing name of the service, such as `s3`: decides which service answers. */
  readonly service: string
}

/** A request as a service sees it: complete, and with a verified signature. */
export interface AwsRequest {
  readonly method: string
  /** The path as sent, still encoded. */
  readonly path: string
  /** The query string as sent, without `?`. */
  readonly rawQuery: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** `host[:port]` from the client's request. */
  readonly host: string
  readonly body: Buffer
  /** True if the client has disconnected. */
  isGone(): boolean
}

/** A request with a valid signature. */
export interface SignedRequest extends AwsRequest {
  readonly scope: Scope
  readonly caller: Credential
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** An error as AWS reports it; each service writes it in its own protocol. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly status: number
  readonly code: string
  /** More members of the error document, such as `BucketName`. */
  readonly details: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, details: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

/** One AWS service: its store, and its side of the wire. */
export interface Service {
  /** Name in the scope of a signature. */
  readonly name: string
  /** API operation of the request, such as `ListObjectsV2`. */
  operationOf(request: AwsRequest): string
  /** The resource of the request (key, stream, queue …), which fault rules match. */
  resourceOf(request: AwsRequest): string
  /** @throws ServiceError */
  answer(operation: string, request: SignedRequest): Reply | Promise<Reply>
  /** The error in the service's own protocol. */
  refuse(error: ServiceError, requestId: string): Reply
}
