import type { BucketType } from './contract.ts'
import { bucketTypes } from './index.ts'
import type { KeyGrammar } from './key-grammar.ts'

const types: readonly BucketType[] = Object.values(bucketTypes)

/**
 * Files of AWS's that no type reads: digests of CloudTrail, and what services write to see whether they can.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
const UNREAD = /(?:^|\/)(?:\d{12}_CloudTrail-Digest_[^/]*|ELB\w*LogTestFile|ConfigWritabilityCheckFile)$/

/** The one type whose keys look like this; undefined: the key does not tell. */
export function ownerOf(key: string): BucketType | undefined {
  return types.find(({ keys }) => keys.own.test(key))
}

/**
 * Whether a key says that the file is another type's, or nobody's. A key that says nothing is not foreign: it may be a
 * copy under another name.
 *
 * @param keys those of the type that asks
 */
export function isForeign(key: string, keys: KeyGrammar): boolean {
  if (keys.own.test(key)) return false
  if (UNREAD.test(key) || ownerOf(key)) return true
  if (keys.shared?.test(key)) return false
  return types.some(({ keys: { shared } }) => shared?.test(key))
}
