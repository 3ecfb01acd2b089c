import type { BucketType } from './contract.ts'
import { bucketTypes } from './index.ts'
import type { KeyGrammar } from './key-grammar.ts'

const types: readonly BucketType[] = Object.values(bucketTypes)

/**
 * AWS's own objects that are of no type: digests of CloudTrail, and the objects with which services test whether they
 * can write.
 *
 * @see
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
const UNREAD = /(?:^|\/)(?:\d{12}_CloudTrail-Digest_[^/]*|ELB\w*LogTestFile|ConfigWritabilityCheckFile)$/

/** @returns the only type whose keys have this form; undefined if the key does not decide */
export function ownerOf(key: string): BucketType | undefined {
  return types.find(({ keys }) => keys.own.test(key))
}

/**
 * Decides whether a key shows that the object belongs to another type, or to none. A key without a known form is not
 * foreign: it may be a copy under another name.
 *
 * @param keys the keys of the type that asks
 */
export function isForeign(key: string, keys: KeyGrammar): boolean {
  if (keys.own.test(key)) return false
  if (UNREAD.test(key) || ownerOf(key)) return true
  if (keys.shared?.test(key)) return false
  return types.some(({ keys: { shared } }) => shared?.test(key))
}
