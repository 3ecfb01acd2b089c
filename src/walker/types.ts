import type { BucketOptions } from '../options.ts'
import type { KeyForm } from './key-forms.ts'
import type { BucketState, PartitionState, Retry, RetryList } from './state-contract.ts'

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
  /** MD5 of the bytes, hexadecimal; none: the store does not tell it. */
  readonly md5?: string | undefined
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

/** A part of a bucket that is walked with a marker of its own. */
export interface Partition {
  readonly accountId: string
  /** None in a flat layout. */
  readonly region?: string
  /** VPC flow logs only. */
  readonly flowLogId?: string
  /**
   * Of the keys that are none of the partition's, those that no other partition lists either: they are passed over here.
   * Default: all.
   */
  readonly isUnclaimed?: (key: string) => boolean
  /** What every key of the partition starts with; empty or ending in a slash. */
  readonly prefix: string
  /** In place of the type's. */
  readonly form?: KeyForm
  /** Folders in it that other partitions list. */
  readonly without?: readonly string[]
  /** Keys from this one on are other partitions'. */
  readonly until?: string
}

/** What the walker asks AWS beside the objects. */
export interface BucketAccess {
  readonly objects: ObjectSource
  readonly tuning: {
    /** Requests at a time. */
    readonly maxConcurrentRequests: number
  }
  /** Account id of the caller. @throws AwsFailure */
  identity(): Promise<string>
  /** Ids of the flow logs of a region. @throws AwsFailure */
  flowLogs(region: string): Promise<readonly string[]>
}

/** What a walk of a bucket goes by. */
export interface WalkContext {
  readonly options: BucketOptions
  readonly bucket: string
  readonly connection: BucketAccess
  readonly state: BucketState
  readonly retries: RetryList
  /** Whether a key is one of another type's, or of files that no type reads. */
  readonly isForeign: (key: string) => boolean
  /** Takes the keys of objects that are passed over because they are none of the type's. */
  readonly onPassedOver: (key: string) => void
}

/** Where a listing starts, and what it says. */
export interface Marker {
  /** The `Marker` line's key: the contract's marker, whatever is looked back at. */
  readonly shown: string
  /** A further line at level 2 (a type's own rewinding). */
  readonly line?: string
  /** `StartAfter` of the first page. */
  readonly startAfter: string
  /** Up to this key processed objects are passed over without a word (below debug 3): they are the look-back. */
  readonly quietUntil: string
}

/** A part of a listing. */
export interface Segment {
  /** Key behind which it starts. */
  readonly startAfter: string
  /** Key before which it ends. Default: where the partition does. */
  readonly until?: string
}

/** A line for the operator. */
export interface Line {
  readonly level: 1 | 2 | 3
  readonly text: string
}

/** A partition that is being walked. */
export interface Walk {
  readonly bucket: string
  readonly partition: Partition
  readonly options: BucketOptions
  readonly marker: Marker
  readonly state: PartitionState
  /** When the listing of the whole look-back window began, in milliseconds since 1970; none: it is not listed whole. */
  readonly lookedBackAt?: number | undefined
  /** Keys that are on the list of those to try again; the listing passes over them. */
  readonly retried: ReadonlySet<string>
  /** True: an object could not be read, and nothing of the partition is read beyond it. */
  isStopped: boolean
  /** Whether a key is dated after tomorrow (UTC): it never counts for the marker. */
  readonly isAhead: (key: string) => boolean
  readonly isForeign: WalkContext['isForeign']
  readonly onPassedOver: WalkContext['onPassedOver']
}

/** One step of a walk: lines to print, then perhaps something to do. */
export type Step =
  | { readonly kind: 'lines'; readonly lines: readonly Line[]; readonly walk?: Walk }
  /** An object to process. */
  | {
      readonly kind: 'object'
      readonly lines: readonly Line[]
      readonly walk: Walk
      readonly entry: ObjectEntry
      /** It was processed before, and is processed again. Default false. */
      readonly isReparsed?: boolean
      /** It failed before. */
      readonly retry?: Retry
    }
  /** The partition is done: time for maintenance. */
  | { readonly kind: 'end'; readonly lines: readonly Line[]; readonly walk: Walk }
