import { ownerOf } from '../buckets/claims.ts'
import type { BucketType } from '../buckets/contract.ts'

/** Bytes at the start of an object that decide its type. */
const HEAD_BYTES = 1024

/**
 * Finds the log type of an object of AWS's own, by its key and its first bytes.
 *
 * @param content expanded bytes
 * @returns undefined for an unknown type
 */
export function recognise(key: string, content: Uint8Array): BucketType | undefined {
  const type = ownerOf(key)
  const head = Buffer.from(content.subarray(0, HEAD_BYTES)).toString('latin1')
  return type?.head?.test(head) ? type : undefined
}

/**
 * @returns the account in the path of an object of AWS's own: `…AWSLogs/[ORGANISATION/]ACCOUNT/…`, or for flow logs
 * with Hive-compatible names `…AWSLogs/aws-account-id=ACCOUNT/…`
 */
export function accountOf(key: string): string | undefined {
  return /(?:^|\/)AWSLogs\/(?:[^/]+\/)*?(?:aws-account-id=)?(\d{12})\//.exec(key)?.[1]
}
