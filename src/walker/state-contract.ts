/** Identifies a partition. The table decides which optional members count. */
interface StatePartition {
  readonly accountId: string
  readonly region?: string | undefined
  readonly flowLogId?: string | undefined
}

/** The processed objects of one partition, under one prefix. */
export interface PartitionState {
  /** The greatest processed key that can be a marker, see {@link PartitionForm}. Undefined without any. */
  readonly lastKey: string | undefined
  /** The smallest key in the state that can be a marker. */
  readonly firstKey: string | undefined
  /** The greatest key that earlier runs processed and that cannot be a marker. */
  readonly lastIgnoredKey: string | undefined
  /** @returns all keys, in order */
  keys(): Promise<readonly string[]>
  /** @returns the processed keys of a range, both ends included, as far back as the state goes */
  processed(from: string, to: string): Promise<ReadonlySet<string>>
  /** @returns the smallest key of a range, both ends included */
  firstIn(from: string, to: string): Promise<string | undefined>
  /** @returns the greatest key of a range, both ends included */
  lastIn(from: string, to: string): Promise<string | undefined>
  /** @returns true if the state has more than `count` keys from this one on */
  hasMoreThan(count: number, from: string): Promise<boolean>
  /** @returns when the whole look-back window was last listed, in milliseconds since 1970; undefined if never */
  lookedBackAt(): Promise<number | undefined>
  /** @param now milliseconds since 1970 */
  noteLookback(now: number): Promise<void>
  /**
   * Adds a row for an object. The row is committed when this returns: a killed process does not lose it.
   *
   * @param createdDate `YYYYMMDD`
   * @throws RunError 5
   */
  markDone(key: string, createdDate: number): Promise<void>
  /**
   * Removes all rows except those of the newest 500 keys that can be markers, of keys after them, and of keys that the
   * next run lists again.
   *
   * @param keep `fromKey`: the first key that the next run lists again. Default: none
   * @throws RunError 5
   */
  prune(keep: { readonly fromKey?: string }): Promise<void>
}

export interface PartitionForm {
  /**
   * Their start after the prefix, with `0` for any digit: `0000-00-00`. Rows of other keys belong to other partitions.
   * Default: any start.
   */
  readonly start?: string | undefined
  /** True if a key can be a marker. Default: always true. */
  readonly canBeMarker?: (key: string) => boolean
}

/** The state of a type in a bucket, or under a prefix of it. */
export interface BucketState {
  /** Checks that rows can be written. @throws RunError 5 */
  ensureWritable(): Promise<void>
  /**
   * Reads the state of a partition.
   *
   * @param prefix start of every key. It separates regions if the table does not (load balancers): a busy region must
   * not push out the keys of another one
   * @throws RunError 5
   */
  open(partition: StatePartition, prefix: string, form?: PartitionForm): Promise<PartitionState>
  /**
   * @param before only keys before this one. Default: all
   * @returns the greatest and the smallest key of an account under a prefix, in all regions and flow logs
   * @throws RunError 5
   */
  keyRange(accountId: string, prefix: string, before?: string): Promise<Pick<PartitionState, 'lastKey' | 'firstKey'>>
}

/** An object that could not be fetched for a transient reason. Times are milliseconds since 1970. */
export interface Retry {
  readonly key: string
  readonly reason: string
  readonly firstSeen: number
  readonly attempts: number
  /** The object is skipped before this time. */
  readonly nextAttempt: number
}

interface RetryPartition extends StatePartition {
  readonly prefix: string
}

/** The retries of a bucket and type. Methods throw RunError 5. */
export interface RetryList {
  of(partition: RetryPartition): Promise<readonly Retry[]>
  save(partition: RetryPartition, retry: Retry): Promise<void>
  remove(partition: RetryPartition, key: string): Promise<void>
}
