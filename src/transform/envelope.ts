import { type EventBatch, HEADER } from '../emit/types.ts'
import { jsonText } from '../python/json-text.ts'
import type { EventContext } from './contract.ts'

/** The bytes of a message around an event. */
export class Envelope {
  /** Header and message up to the first member of `aws`. */
  readonly start = Buffer.from(`${HEADER}{"integration": "aws", "aws": {`)
  /** The member `log_info`; undefined for services. */
  readonly logInfo: Buffer | undefined
  /** `aws_account_id` as JSON. */
  readonly accountId: Buffer | undefined
  readonly end = Buffer.from('}}')

  constructor(object: EventContext | undefined) {
    this.logInfo = object && Buffer.from(logInfo(object), 'latin1')
    this.accountId = object?.accountId === undefined ? undefined : Buffer.from(jsonText(object.accountId), 'latin1')
  }
}

/** The member `log_info` with its key. */
function logInfo({ accountAlias, logFile, bucket }: EventContext): string {
  const alias = accountAlias === undefined ? '' : `"aws_account_alias": ${jsonText(accountAlias)}, `
  return `"log_info": {${alias}"log_file": ${jsonText(logFile)}, "s3bucket": ${jsonText(bucket)}}`
}

/** The event that reports an object that could not be read and was skipped (`--skip_on_error`). */
export function errorEvent(object: EventContext, text: string): EventBatch {
  const account = object.accountId === undefined ? '' : `, "aws_account_id": ${jsonText(object.accountId)}`
  const message = `{"integration": "aws", "aws": {${logInfo(object)}${account}}, "error_msg": ${jsonText(text)}}`
  const bytes = Buffer.from(HEADER + message, 'latin1')
  return { bytes, ends: Uint32Array.of(bytes.length), lines: [], discarded: 0, failed: 0 }
}
