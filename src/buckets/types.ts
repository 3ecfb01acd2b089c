import type { Connection } from '../aws/index.ts'
import type { RecordsEnd } from '../objects/spool.ts'
import type { BucketOptions } from '../options.ts'
import type { BucketState } from '../state/bucket-state.ts'
import type { BucketTableName } from '../state/tables.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import type { ObjectEntry } from '../walker/types.ts'
import type { Line, Walk } from '../walker/walk.ts'
import type { KeyForm } from './key-forms.ts'
import type { KeyGrammar } from './key-grammar.ts'

/**
 * Where the objects of a type lie.
 *
 * - `aws-logs`: `PREFIX AWSLogs/ SUFFIX [ORG/] ACCOUNT/ SERVICE/ REGION/ …`: a partition for each account and region
 * - `flat`: everything under the prefix, one partition, whose account is that of the caller
 */
export type Layout = AwsLogsLayout | { readonly kind: 'flat' }

export interface AwsLogsLayout {
  readonly kind: 'aws-logs'
  /** Folder of the service under the account, such as `CloudTrail`. */
  readonly service: string
  /** True: there may be folders with Hive's names, too, `aws-account-id=…/aws-service=…/aws-region=…/year=…`. */
  readonly hive?: true
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
  readonly isNobodys?: (key: string) => boolean
  /** What every key of the partition starts with; empty or ending in a slash. */
  readonly prefix: string
  /** In place of the type's. */
  readonly form?: KeyForm
  /** Folders in it that other partitions list. */
  readonly without?: readonly string[]
  /** Keys from this one on are other partitions'. */
  readonly until?: string
}

/** What the hooks of a type may look at. */
export interface WalkContext {
  readonly options: BucketOptions
  readonly bucket: string
  readonly connection: Connection
  readonly state: BucketState
  /** Whether a key is one of another type's, or of files that no type reads. */
  readonly isForeign: (key: string) => boolean
  /** Takes the keys of objects that are passed over because they are none of the type's. */
  readonly onPassedOver: (key: string) => void
}

/** What `decode` knows of the object besides its bytes. */
export interface ObjectInfo {
  readonly bucket: string
  readonly key: string
  /** `--trail_prefix`, empty or ending in a slash: Umbrella's kind of log is part of it. */
  readonly trailPrefix: string
}

/** Turns a block of text, which ends where a record does, into events; the block may be changed. */
export type BlockReader = (text: Uint8Array, writer: EventWriter) => void

/** How objects of text are read record by record: one that is too large to be held goes block by block. */
export interface TextFormat {
  /** Where the last complete record of a block ends. Default: a record is a line. */
  readonly recordsEnd?: RecordsEnd
  /**
   * Starts an object. The reader gets its blocks in order, or all of its text at once.
   *
   * @throws ReadFailure from the reader, when the text is not what the format asks for
   */
  readonly open: (info: ObjectInfo) => BlockReader
}

/** The parts of a partition that are walked one by one. */
export interface Split {
  readonly partitions: readonly Partition[]
  /** What there is to say about them. */
  readonly lines?: readonly Line[]
}

/**
 * A log type: all that differs from the other types. One file under `src/buckets/` exports one; a row in
 * `src/buckets/index.ts` makes it a value of `--type`.
 */
export interface BucketType {
  /** Value of `--type`; equal to its key in the registry. */
  readonly name: string
  /** Table of the state. */
  readonly table: BucketTableName
  readonly layout: Layout
  /** Which keys are files of the type, wherever they lie. */
  readonly keys: KeyGrammar
  /** How keys go on behind the prefix of a partition. */
  readonly form: KeyForm
  /**
   * `created_date` of the state's row, `YYYYMMDD`.
   *
   * @returns a text instead when it cannot be told: the reason, shown in a line; the row is then not written
   */
  readonly createdDate: (entry: ObjectEntry) => number | string
  /** Whether events carry `aws_account_id` at their end. */
  readonly accountInEvents: boolean
  /**
   * Turns the expanded bytes of an object into events. All or nothing: a failure leaves no event.
   *
   * @throws ReadFailure when the bytes are not what the type's format asks for
   */
  readonly decode: (content: Uint8Array, writer: EventWriter, info: ObjectInfo) => void

  /** As {@link decode}, in blocks; see `textType`. Default: an object is decoded as a whole, however large. */
  readonly text?: TextFormat
  /**
   * The first kilobyte of a file of the type, as latin1: with its key it tells a file that comes through a queue.
   * Default: it cannot be told.
   */
  readonly head?: RegExp
  /** True: reparsing tells of each object that was processed before that it is not marked again. */
  readonly tellsMarked?: true
  /** Debug level of `++ Skipping previously processed file`. Default 1. */
  readonly skipLevel?: 1 | 2
  /** The objects to look at, in the order to take them in, once the whole partition is listed. Default: as listed. */
  readonly select?: (listing: readonly ObjectEntry[], walk: Walk) => readonly ObjectEntry[]
  /** Where listing starts although the last key is further on, and the line that tells of it. */
  readonly rewind?: (
    lastKey: string,
    prefix: string,
    lookbackDays: number,
  ) => { readonly startAfter: string; readonly line?: string }
  /** False: `rewind` goes back as far as looking back does, and there is none beside it. */
  readonly looksBack?: false
  /** Objects at the top of the path are enough for the bucket not to be empty. Default false: a folder is needed. */
  readonly objectsAtTop?: true
  /** Looks at the options when an object is about to be read. @throws RunError when nothing can be made of them */
  readonly check?: (options: BucketOptions) => void
  /** Splits the partition of an account and region, or of a flat bucket, further (flow logs, distributions). */
  readonly split?: (partition: Partition, context: WalkContext) => Promise<Split>
  /** Picks another type after a look at the bucket (GuardDuty: native, or by stream). */
  readonly resolve?: (context: WalkContext) => Promise<BucketType>
}
