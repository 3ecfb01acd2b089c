import { type EventBatch, HEADER } from '../emit/types.ts'
import { jsonText } from '../python/json-text.ts'
import type { EventContext } from './contract.ts'
import { logInfo } from './envelope.ts'

/** The event that reports an object that could not be read and was skipped (`--skip_on_error`). */
export function errorEvent(object: EventContext, text: string): EventBatch {
  const account = object.accountId === undefined ? '' : `, "aws_account_id": ${jsonText(object.accountId)}`
  const message = `{"integration": "aws", "aws": {${logInfo(object)}${account}}, "error_msg": ${jsonText(text)}}`
  const bytes = Buffer.from(HEADER + message, 'latin1')
  return { bytes, ends: Uint32Array.of(bytes.length), lines: [], discarded: 0, failed: 0 }
}
