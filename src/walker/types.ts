import type { Line } from '../log.ts'
import type { BucketOptions } from '../options.ts'
import type { ListingLeft, PassedOver } from '../report/contract.ts'
import type { KeyForm } from './key-forms.ts'
import type { BucketState, PartitionState, Retry, RetryList } from './state-contract.ts'

export interface ObjectEntry {
  readonly key: string
  /** Bytes as stored. */
  readonly size: number
  readonly lastModified: Date
}

/** Parameters of a listing; see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export interface ListRequest {
  readonly bucket: string
  readonly prefix: string
  /** Groups keys by their part before it: `/` by folder, `.` by the first part of a file's name. */
  readonly delimiter?: '/' | '.'
  readonly startAfter?: string
  /** The token that the previous page returned. */
  readonly continuationToken?: string
}

/** One page of up to 1,000 entries, in key order. */
export interface ListPage {
  readonly objects: readonly ObjectEntry[]
  /** Common prefixes, each ending in the delimiter. */
  readonly folders: readonly string[]
  /** Token of the next page; undefined for the last one. */
  readonly nextToken?: string | undefined
}

/** The bytes of an object, read as a whole or as they arrive. */
export interface ObjectBody {
  /** Bytes as stored (compressed). */
  readonly size: number
  /** MD5 of the bytes, in hexadecimal digits. Default: unknown. */
  readonly md5?: string | undefined
  /** @returns all bytes, in a buffer that belongs to the caller, who may transfer it to a worker */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /** @returns the bytes as they arrive. Call either this or {@link bytes}, once */
  chunks(): AsyncIterable<Uint8Array>
}

/**
 * S3. Implemented under `src/aws/`. It retries failures and then throws them as `AwsFailure`. A call whose signal is
 * aborted rejects with `signal.reason`.
 */
export interface ObjectSource {
  list(request: ListRequest, signal?: AbortSignal): Promise<ListPage>
  /**
   * @param size bytes as listed, if known: a large object is fetched in ranges
   * @param signal also aborts the reading of the body
   */
  get(bucket: string, key: string, size?: number, signal?: AbortSignal): Promise<ObjectBody>
  remove(bucket: string, key: string, signal?: AbortSignal): Promise<void>
}

/** A part of a bucket that has a marker of its own. */
export interface Partition {
  readonly accountId: string
  /** Undefined in a flat layout. */
  readonly region?: string | undefined
  /** VPC flow logs only. */
  readonly flowLogId?: string
  /**
   * True if no other partition lists a key that does not belong to this one: it counts as passed over here. Default:
   * always true.
   */
  readonly isUnclaimed?: (key: string) => boolean
  /** The start of every key of the partition; empty or ending in a slash. */
  readonly prefix: string
  /** Default: the type's. */
  readonly form?: KeyForm | undefined
  /** Folders under the prefix that other partitions list. */
  readonly excludedFolders?: readonly string[]
  /** Keys from this one on belong to other partitions. */
  readonly until?: string | undefined
}

/** The AWS calls of the walker. */
export interface BucketAccess {
  readonly objects: ObjectSource
  readonly tuning: {
    readonly maxConcurrentRequests: number
  }
  /** @returns the account id of the caller @throws AwsFailure */
  identity(): Promise<string>
  /** @returns the ids of the flow logs of a region @throws AwsFailure */
  flowLogs(region: string): Promise<readonly string[]>
}

export interface BucketContext {
  readonly options: BucketOptions
  readonly bucket: string
  readonly connection: BucketAccess
  readonly state: BucketState
  readonly retries: RetryList
  /** True if a key belongs to another type, or to files that no type reads. */
  readonly isForeign: (key: string) => boolean
  /** Called for each object that is passed over because its key does not belong to the type. */
  readonly onPassedOver: (key: string) => void
}

/** The start of a listing, and the lines about it. */
export interface Marker {
  /** The key in the `Marker` line: the contract's marker, without the look-back. */
  readonly shown: string
  /** A second line at level 2, about the rewind of a type. */
  readonly line?: string | undefined
  /** `StartAfter` of the first page. */
  readonly startAfter: string
  /** Last key of the look-back: up to here, processed objects are reported at debug 3 only. */
  readonly lookbackEnd: string
}

export interface Segment {
  readonly startAfter: string
  /** The segment ends before this key. Default: the end of the partition. */
  readonly until?: string
}

export interface PartitionContext {
  readonly bucket: string
  readonly partition: Partition
  readonly options: BucketOptions
  readonly marker: Marker
  readonly state: PartitionState
  /** When the listing of the whole look-back window began, in milliseconds since 1970. Undefined if only a part is listed. */
  readonly lookedBackAt?: number | undefined
  /** Keys on the retry list. The listing skips them. */
  readonly retried: ReadonlySet<string>
  /** True once an object could not be read: no further object of the partition is processed. */
  isStopped: boolean
  /** True if a key is dated after tomorrow (UTC). Such a key never becomes the marker. */
  readonly isFutureDated: (key: string) => boolean
  readonly isForeign: BucketContext['isForeign']
  readonly onPassedOver: BucketContext['onPassedOver']
}

interface StepBase {
  readonly lines: readonly Line[]
  /** The objects that are passed over before it. */
  readonly passedOver?: readonly PassedOver[]
}

interface LinesStep extends StepBase {
  readonly kind: 'lines'
  readonly context?: PartitionContext
  /** True at the start of a partition. Default: false. */
  readonly begins?: true
}

interface ObjectStep extends StepBase {
  readonly kind: 'object'
  readonly context: PartitionContext
  readonly entry: ObjectEntry
  /** True if an earlier run processed it. Default: false. */
  readonly isReparsed?: boolean
  /** Set if it failed before. */
  readonly retry?: Retry
  /** The objects listed after it. */
  readonly left?: ListingLeft | undefined
}

/** The partition is complete: its state can be pruned. */
interface EndStep extends StepBase {
  readonly kind: 'end'
  readonly context: PartitionContext
}

/** A step of the walk: lines to print, then perhaps an object to process. */
export type Step = LinesStep | ObjectStep | EndStep
