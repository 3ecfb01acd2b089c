import type { JsonTape, Node } from '../json/tape.ts'
import type { Line } from '../log.ts'
import type { RecordsEnd } from '../objects/spool.ts'
import type { BucketOptions } from '../options.ts'
import type { BucketTableName } from '../state/tables.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import type { KeyForm } from '../walker/key-forms.ts'
import type { BucketContext, ObjectEntry, Partition, PartitionContext } from '../walker/types.ts'
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

/** What `decode` knows of the object besides its bytes. */
export interface ObjectInfo {
  readonly bucket: string
  readonly key: string
  /** `--trail_prefix`, empty or ending in a slash: Umbrella's kind of log is part of it. */
  readonly trailPrefix: string
}

/** Turns a block of text, which ends where a record does, into events; the block may be changed. */
export type BlockReader = (text: Uint8Array, writer: EventWriter) => void

/** Writes the event of a row of a Parquet file, an object. */
export type OnRow = (tape: JsonTape, row: Node, writer: EventWriter) => void

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

/** `created_date` of the state's row: `YYYYMMDD`, or why it cannot be told. */
export type CreatedDate = { readonly day: number } | { readonly reason: string }

/** Where the objects of a log type lie, and which of them are read in which order. */
export interface WalkRules {
  readonly layout: Layout
  /** How keys go on behind the prefix of a partition. */
  readonly form: KeyForm
  /** A row without a date is not written; the reason is shown in a line. */
  readonly createdDate: (entry: ObjectEntry) => CreatedDate
  /** Debug level of `++ Skipping previously processed file`. Default 1. */
  readonly skipLevel?: 1 | 2
  /**
   * The objects to look at, in the order to take them in, once the whole partition is listed. Each is decided on by itself.
   * Default: as listed.
   */
  readonly select?: (listing: readonly ObjectEntry[], context: PartitionContext) => Promise<readonly ObjectEntry[]>
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
  /** Splits the partition of an account and region, or of a flat bucket, further (flow logs, distributions). */
  readonly split?: (partition: Partition, context: BucketContext) => Promise<Split>
}

/**
 * A log type: all that differs from the other types. One file under `src/buckets/` exports one; a row in
 * `src/buckets/index.ts` makes it a value of `--type`.
 */
export interface BucketType extends WalkRules {
  /** Value of `--type`; equal to its key in the registry. */
  readonly name: string
  /** Table of the state. */
  readonly table: BucketTableName
  /** Which keys are files of the type, wherever they lie. */
  readonly keys: KeyGrammar
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
  /** Starts an object that is a Parquet file: makes events of its rows. Default: the type has none. */
  readonly openParquet?: () => OnRow
  /**
   * The first kilobyte of a file of the type, as latin1: with its key it tells a file that comes through a queue.
   * Default: it cannot be told.
   */
  readonly head?: RegExp
  /** True: reparsing tells of each object that was processed before that it is not marked again. */
  readonly tellsMarked?: true
  /** Looks at the options when an object is about to be read. @throws RunError when nothing can be made of them */
  readonly check?: (options: BucketOptions) => void
  /** Picks other rules after a look at the bucket (GuardDuty: its own export, or a delivery stream). */
  readonly resolve?: (context: BucketContext) => Promise<Partial<WalkRules>>
}
