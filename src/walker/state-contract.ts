/** Whose objects. Which of the optional parts count follows from the table. */
interface StatePartition {
  readonly accountId: string
  readonly region?: string
  readonly flowLogId?: string
}

/** What the state remembers of the objects of one partition, under one prefix. */
export interface PartitionState {
  /** The greatest key processed that counts, see {@link PartitionForm}; none: nothing was. */
  readonly lastKey: string | undefined
  /** The smallest key that the state still holds, unless it does not count. */
  readonly firstKey: string | undefined
  /** The greatest key processed before this run, if it does not count. */
  readonly notCounting: string | undefined
  /** All keys that the state holds, in order. */
  keys(): Promise<readonly string[]>
  /** The keys of a range, both ends included, that were processed before, as far as the state goes back. */
  processed(from: string, to: string): Promise<ReadonlySet<string>>
  /** The smallest key of a range, both ends included. */
  firstIn(from: string, to: string): Promise<string | undefined>
  /** The greatest key of a range, both ends included. */
  lastIn(from: string, to: string): Promise<string | undefined>
  /** Whether the state holds more than so many keys from this one on. */
  hasMoreThan(count: number, from: string): Promise<boolean>
  /** When the whole look-back window was listed last, in milliseconds since 1970; none: never. */
  lookedBackAt(): Promise<number | undefined>
  /** @param now milliseconds since 1970 */
  noteLookBack(now: number): Promise<void>
  /**
   * Remembers an object. Committed when this returns: a killed process does not lose it.
   *
   * @param createdDate `YYYYMMDD`
   * @throws RunError 5
   */
  markDone(key: string, createdDate: number): Promise<void>
  /**
   * Forgets all but the newest 500 keys that count, those behind them and those that the next run looks at again.
   *
   * @param keep `fromKey`: the first of those; default: there are none
   * @throws RunError 5
   */
  prune(keep: { readonly fromKey?: string }): Promise<void>
}

/** What is known of the keys of a partition. */
export interface PartitionForm {
  /**
   * How they go on behind the prefix, `0` for any digit, such as `0000-00-00`: rows of other keys are those of other
   * partitions. Default: as they like.
   */
  readonly start?: string | undefined
  /** Whether a key may be a marker. Default: each may. */
  readonly counts?: (key: string) => boolean
}

/** The state of a bucket (or of a prefix in it) and type. */
export interface BucketState {
  /** Makes sure that what will be sent can be remembered. @throws RunError 5 */
  ensureWritable(): Promise<void>
  /**
   * Reads what is remembered of a partition.
   *
   * @param prefix what every key of it starts with. Where the table does not tell regions apart (load balancers),
   *               this does: a busy region must not push the keys of another one out
   * @throws RunError 5
   */
  open(partition: StatePartition, prefix: string, form?: PartitionForm): Promise<PartitionState>
  /**
   * The greatest and the smallest key under a prefix of an account, of all its regions and flow logs.
   *
   * @param before only keys before this one. Default: all
   * @throws RunError 5
   */
  keyRange(accountId: string, prefix: string, before?: string): Promise<Pick<PartitionState, 'lastKey' | 'firstKey'>>
}

/** An object that could not be fetched, for a reason that may pass. Times are milliseconds since 1970. */
export interface Retry {
  readonly key: string
  /** Why it failed the last time. */
  readonly reason: string
  readonly firstSeen: number
  readonly attempts: number
  /** Before this it is passed over. */
  readonly nextAttempt: number
}

interface RetryPartition extends StatePartition {
  readonly prefix: string
}

/** The objects of a bucket and type that are tried again. Methods throw RunError 5. */
export interface RetryList {
  of(partition: RetryPartition): Promise<readonly Retry[]>
  save(partition: RetryPartition, retry: Retry): Promise<void>
  remove(partition: RetryPartition, key: string): Promise<void>
}
