import type { BucketType } from './contract.ts'
import { bucketTypes } from './index.ts'
import type { KeyGrammar } from './key-grammar.ts'

const grammars: readonly KeyGrammar[] = Object.values(bucketTypes).map((type: BucketType) => type.keys)

/**
 * Files of AWS's that no type reads: digests of CloudTrail, and what services write to see whether they can.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
const NOBODYS = /(?:^|\/)(?:\d{12}_CloudTrail-Digest_[^/]*|ELB\w*LogTestFile|ConfigWritabilityCheckFile)$/

/**
 * Whether a key says that the file is another type's, or nobody's. A key that says nothing is not foreign: it may be a
 * copy under another name.
 *
 * @param keys those of the type that asks
 */
export function isForeign(key: string, keys: KeyGrammar): boolean {
  if (keys.own.test(key)) return false
  if (NOBODYS.test(key) || grammars.some(({ own }) => own.test(key))) return true
  if (keys.shared?.test(key)) return false
  return grammars.some(({ shared }) => shared?.test(key))
}
