import type { JsonTape, Node } from '../json/tape.ts'
import type { Line } from '../log.ts'
import type { RecordsEnd } from '../objects/spool.ts'
import type { BucketOptions } from '../options.ts'
import type { EventWriter } from '../transform/event-writer.ts'
import type { KeyForm } from '../walker/key-forms.ts'
import type { BucketContext, ObjectEntry, Partition, PartitionContext } from '../walker/types.ts'
import type { KeyGrammar } from './key-grammar.ts'

/**
 * The places of the objects of a type.
 *
 * - `aws-logs`: `PREFIX AWSLogs/ SUFFIX [ORG/] ACCOUNT/ SERVICE/ REGION/ …`: a partition for each account and region
 * - `flat`: everything under the prefix, in one partition, whose account is the caller's
 */
export type Layout = AwsLogsLayout | { readonly kind: 'flat' }

export interface AwsLogsLayout {
  readonly kind: 'aws-logs'
  /** Folder of the service under the account, such as `CloudTrail`. */
  readonly service: string
  /**
   * True if there may also be folders with Hive-compatible names, `aws-account-id=…/aws-service=…/aws-region=…/year=…`.
   */
  readonly hive?: true
}

/** What `decode` knows about the object besides its bytes. */
export interface ObjectInfo {
  readonly bucket: string
  readonly key: string
  /** `--trail_prefix`, empty or ending in a slash: it decides Umbrella's kind of log. */
  readonly trailPrefix: string
}

/** Turns a block of text, which ends at the end of a record, into events. The block may be changed. */
export type BlockReader = (text: Uint8Array, writer: EventWriter) => void

/** Writes the event of a row of a Parquet file, an object. */
export type OnRow = (tape: JsonTape, row: Node, writer: EventWriter) => void

/** Reads objects of text record by record: one that is too large to be held is read in blocks. */
export interface TextFormat {
  /** Finds the end of the last complete record of a block. Default: a record is a line. */
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
  readonly lines?: readonly Line[]
}

/** `created_date` of the state's row, `YYYYMMDD`, or the reason why it is unknown. */
export type CreatedDate = { readonly day: number } | { readonly reason: string }

/** The places of the objects of a log type, and the order in which they are read. */
export interface WalkRules {
  readonly layout: Layout
  readonly form: KeyForm
  /** A row without a date is not written; a line shows the reason. */
  readonly createdDate: (entry: ObjectEntry) => CreatedDate
  /** Debug level of `++ Skipping previously processed file`. Default: 1. */
  readonly skipLevel?: 1 | 2
  /**
   * Selects and orders the objects, once the whole partition is listed. Each is still classified by itself. Default:
   * all, in the order of the listing.
   */
  readonly select?: (listing: readonly ObjectEntry[], context: PartitionContext) => Promise<readonly ObjectEntry[]>
  /** The start of a listing that must begin before the last key, and the line about it. */
  readonly rewind?: (
    lastKey: string,
    prefix: string,
    lookbackDays: number,
  ) => { readonly startAfter: string; readonly line?: string }
  /** False: `rewind` covers the look-back, which is not done separately. */
  readonly looksBack?: false
  /** True if objects at the top of the path make the bucket count as not empty. Default: a folder is required. */
  readonly objectsAtTop?: true
  /** Splits the partition of an account and region, or of a flat bucket, further (flow logs, distributions). */
  readonly split?: (partition: Partition, context: BucketContext) => Promise<Split>
}

/**
 * A log type: everything that differs from the other types. One file under `src/buckets/` exports one; a row in
 * `src/buckets/index.ts` makes it a value of `--type`.
 */
export interface BucketType extends WalkRules {
  /** Value of `--type`; equal to its key in the registry. */
  readonly name: string
  /** Name of its table in the state. */
  readonly table: string
  readonly keys: KeyGrammar
  /** True if events carry `aws_account_id` at their end. */
  readonly accountInEvents: boolean
  /**
   * Turns the expanded bytes of an object into events. All or nothing: after a failure there are no events.
   *
   * @throws ReadFailure if the bytes are not of the type's format
   */
  readonly decode: (content: Uint8Array, writer: EventWriter, info: ObjectInfo) => void

  /**
   * Does the same as {@link decode} in blocks; see `textType`. Default: an object is decoded as a whole, however large.
   */
  readonly text?: TextFormat | undefined
  /** Starts an object that is a Parquet file and makes events of its rows. Default: the type has none. */
  readonly openParquet?: () => OnRow
  /**
   * Matches the first kilobyte of an object, as latin1. With the key it recognises objects that come through a queue.
   * Default: objects of the type cannot be recognised.
   */
  readonly head?: RegExp
  /** True: with `--reparse`, a line says for each object with a row that it is not marked again. */
  readonly tellsMarked?: true
  /** Checks the options before an object is read. @throws RunError if they are impossible */
  readonly check?: (options: BucketOptions) => void
  /** Picks other rules after examining the bucket (GuardDuty: its own export, or a delivery stream). */
  readonly resolve?: (context: BucketContext) => Promise<Partial<WalkRules>>
}
