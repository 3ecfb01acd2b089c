import type { Line } from '../log.ts'
import type { BucketOptions } from '../options.ts'
import type { ListingLeft, PassedOver } from '../report/contract.ts'
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

/** Parameters of a listing; see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export interface ListRequest {
  readonly bucket: string
  readonly prefix: string
  /** Groups keys by their part before it: `/` groups by folder, `.` by the first part of a file's name. */
  readonly delimiter?: '/' | '.'
  /** Lists only keys after this one. */
  readonly startAfter?: string
  /** Token of the page, from the previous page. */
  readonly continuationToken?: string
}

/** One page of up to 1,000 entries, in key order. */
export interface ListPage {
  readonly objects: readonly ObjectEntry[]
  /** Common prefixes, each ending in the delimiter. */
  readonly folders: readonly string[]
  /** Token of the next page. Default: this is the last page. */
  readonly nextToken?: string | undefined
}

/** The bytes of an object, read as a whole or as they arrive. */
export interface ObjectBody {
  /** Bytes as stored (compressed). */
  readonly size: number
  /** MD5 of the bytes, hexadecimal. Default: not known. */
  readonly md5?: string | undefined
  /** @returns all bytes, in one buffer that belongs to the caller (who may transfer it to a worker) */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /** @returns the bytes as they arrive. Call either this or {@link bytes}, once */
  chunks(): AsyncIterable<Uint8Array>
}

/**
 * Reads a bucket. Implemented in `src/aws/`. Calls are retried as the profile says, then throw an `AwsFailure`
 * (`src/aws/failure.ts`). A call whose signal is aborted rejects with `signal.reason`.
 */
export interface ObjectSource {
  list(request: ListRequest, signal?: AbortSignal): Promise<ListPage>
  /**
   * @param size bytes as listed, if known: large objects are fetched in ranges
   * @param signal also aborts the reading of the body
   */
  get(bucket: string, key: string, size?: number, signal?: AbortSignal): Promise<ObjectBody>
  remove(bucket: string, key: string, signal?: AbortSignal): Promise<void>
}

/** A part of a bucket that has a marker of its own. */
export interface Partition {
  readonly accountId: string
  /** Default: the layout is flat. */
  readonly region?: string | undefined
  /** VPC flow logs only. */
  readonly flowLogId?: string
  /**
   * Whether no other partition lists a key that does not belong to this one: then it counts as passed over here.
   * Default: always true.
   */
  readonly isUnclaimed?: (key: string) => boolean
  /** The start of every key of the partition; empty or ending in a slash. */
  readonly prefix: string
  /** Default: the type's. */
  readonly form?: KeyForm | undefined
  /** Folders under the prefix that other partitions list. */
  readonly excludedFolders?: readonly string[]
  /** Keys from this one on belong to other partitions. */
  readonly until?: string
}

/** The AWS calls of the walker. */
export interface BucketAccess {
  readonly objects: ObjectSource
  readonly tuning: {
    /** Concurrent requests. */
    readonly maxConcurrentRequests: number
  }
  /** @returns the account id of the caller @throws AwsFailure */
  identity(): Promise<string>
  /** @returns the ids of the flow logs of a region @throws AwsFailure */
  flowLogs(region: string): Promise<readonly string[]>
}

/** The bucket that is being walked. */
export interface BucketContext {
  readonly options: BucketOptions
  readonly bucket: string
  readonly connection: BucketAccess
  readonly state: BucketState
  readonly retries: RetryList
  /** Whether a key belongs to another type, or to files that no type reads. */
  readonly isForeign: (key: string) => boolean
  /** Called with the key of each object that is passed over because it does not belong to the type. */
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

/** A part of a listing. */
export interface Segment {
  /** The segment starts after this key. */
  readonly startAfter: string
  /** The segment ends before this key. Default: the end of the partition. */
  readonly until?: string
}

/** A partition that is being walked. */
export interface PartitionContext {
  readonly bucket: string
  readonly partition: Partition
  readonly options: BucketOptions
  readonly marker: Marker
  readonly state: PartitionState
  /** When the listing of the whole look-back window began, in milliseconds since 1970. Default: it is not listed whole. */
  readonly lookedBackAt?: number | undefined
  /** Keys on the retry list. The listing skips them. */
  readonly retried: ReadonlySet<string>
  /** An object could not be read: no further object of the partition is processed. */
  isStopped: boolean
  /** Whether a key is dated after tomorrow (UTC). Such a key never becomes the marker. */
  readonly isFutureDated: (key: string) => boolean
  readonly isForeign: BucketContext['isForeign']
  readonly onPassedOver: BucketContext['onPassedOver']
}

interface StepBase {
  readonly lines: readonly Line[]
  /** Objects that are passed over before it. */
  readonly passedOver?: readonly PassedOver[]
}

interface LinesStep extends StepBase {
  readonly kind: 'lines'
  readonly context?: PartitionContext
  /** The partition begins. Default false. */
  readonly begins?: true
}

/** An object to process. */
interface ObjectStep extends StepBase {
  readonly kind: 'object'
  readonly context: PartitionContext
  readonly entry: ObjectEntry
  /** An earlier run processed it. Default false. */
  readonly isReparsed?: boolean
  /** Set when it failed before. */
  readonly retry?: Retry
  /** What is listed beyond it. */
  readonly left?: ListingLeft | undefined
}

/** The partition is complete: its state can be pruned. */
interface EndStep extends StepBase {
  readonly kind: 'end'
  readonly context: PartitionContext
}

/** A step of the walk: lines to print, then perhaps an object to process. */
export type Step = LinesStep | ObjectStep | EndStep
