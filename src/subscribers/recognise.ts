import { ownerOf } from '../buckets/claims.ts'
import type { BucketType } from '../buckets/contract.ts'

/** Bytes at the start of a file that its type is told by. */
const HEAD = 1024

/**
 * The log type that a file of AWS's own is of, by its key and its first bytes.
 *
 * @param content expanded bytes
 * @returns undefined: none that we know
 */
export function recognise(key: string, content: Uint8Array): BucketType | undefined {
  const type = ownerOf(key)
  const head = Buffer.from(content.subarray(0, HEAD)).toString('latin1')
  return type?.head?.test(head) ? type : undefined
}

/**
 * The account that the path of a file of AWS's own names: `…AWSLogs/[ORGANISATION/]ACCOUNT/…`, or of flow logs with
 * Hive's names `…AWSLogs/aws-account-id=ACCOUNT/…`.
 */
export function accountOf(key: string): string | undefined {
  return /(?:^|\/)AWSLogs\/(?:[^/]+\/)*?(?:aws-account-id=)?(\d{12})\//.exec(key)?.[1]
}
