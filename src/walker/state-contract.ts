/** Whose objects. Which of the optional parts count follows from the table. */
interface StatePartition {
  readonly accountId: string
  readonly region?: string
  readonly flowLogId?: string
}

/** What the state remembers of the objects of one partition, under one prefix. */
export interface PartitionState {
  /** The greatest key processed; none: nothing was. */
  readonly lastKey: string | undefined
  /** The smallest key that the state still holds. */
  readonly firstKey: string | undefined
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
   * Forgets all but the newest 500 keys and those that the next run looks at again.
   *
   * @param keep `fromKey`: the first of those; default: there are none
   * @throws RunError 5
   */
  prune(keep: { readonly fromKey?: string }): Promise<void>
}

/** The state of a bucket (or of a prefix in it) and type. */
export interface BucketState {
  /**
   * Reads what is remembered of a partition.
   *
   * @param prefix what every key of it starts with. Where the table does not tell regions apart (load balancers),
   *               this does: a busy region must not push the keys of another one out
   * @param start  how its keys go on, `0` for any digit, such as `0000-00-00`: rows of other keys are those of other
   *               partitions. Default: they go on as they like
   * @throws RunError 5
   */
  open(partition: StatePartition, prefix: string, start?: string): Promise<PartitionState>
  /**
   * The greatest and the smallest key under a prefix of an account, of all its regions and flow logs.
   *
   * @throws RunError 5
   */
  keyRange(accountId: string, prefix: string): Promise<Pick<PartitionState, 'lastKey' | 'firstKey'>>
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
