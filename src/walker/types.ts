/** One object of a listing. */
export interface ObjectEntry {
  readonly key: string
  /** Bytes as stored. */
  readonly size: number
  /** When it was last written, UTC. */
  readonly lastModified: Date
}

/** What a listing asks for; see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export interface ListRequest {
  readonly bucket: string
  readonly prefix: string
  /** Groups keys by what stands before it: `/` into folders, `.` by the first part of a file's name. */
  readonly delimiter?: '/' | '.'
  /** Only keys behind this one. */
  readonly startAfter?: string
  /** Next page of an earlier request. */
  readonly continuationToken?: string
}

/** One page (up to 1,000 entries), in key order. */
export interface ListPage {
  readonly objects: readonly ObjectEntry[]
  /** Common prefixes, each ending in the delimiter. */
  readonly folders: readonly string[]
  /** Token of the next page; none: this was the last. */
  readonly nextToken?: string
}

/** The bytes of an object, whole or, for large ones, as they arrive. */
export interface ObjectBody {
  /** Bytes as stored (compressed). */
  readonly size: number
  readonly lastModified: Date
  /** Everything, in one buffer that the caller owns alone (it may be transferred to a worker). */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /** As it arrives; either this or {@link bytes}, once. */
  chunks(): AsyncIterable<Uint8Array>
}

/**
 * The bucket as the walker and the readers see it. Implemented under `src/aws/`; failures are thrown as
 * `AwsFailure` (see `src/aws/failure.ts`), already retried as the profile says. A call whose signal is aborted rejects
 * with `signal.reason`.
 */
export interface ObjectSource {
  list(request: ListRequest, signal?: AbortSignal): Promise<ListPage>
  /**
   * @param size what the listing said, if known: large objects are fetched in ranges
   * @param signal ends the reading of the body, too
   */
  get(bucket: string, key: string, size?: number, signal?: AbortSignal): Promise<ObjectBody>
  remove(bucket: string, key: string, signal?: AbortSignal): Promise<void>
}
