import { HEADER } from '../emit/types.ts'
import { jsonText } from '../python/json-text.ts'

/** What an event tells of the object that it comes from. Plain data. */
export interface EventContext {
  /** Key of the object. */
  readonly logFile: string
  readonly bucket: string
  /** Subscribers have none, and then no such member. */
  readonly accountAlias?: string
  /** Put at the end of every event where the type says so. */
  readonly accountId?: string
}

/** The parts of a message around an event, as bytes. */
export class Envelope {
  /** Header and message up to where the members of `aws` start. */
  readonly start = Buffer.from(`${HEADER}{"integration": "aws", "aws": {`)
  /** The member `log_info`; services have none. */
  readonly logInfo: Buffer | undefined
  /** `aws_account_id` as JSON. */
  readonly accountId: Buffer | undefined
  readonly end = Buffer.from('}}')

  constructor(object: EventContext | undefined) {
    this.logInfo = object && Buffer.from(logInfo(object), 'latin1')
    this.accountId = object?.accountId === undefined ? undefined : Buffer.from(jsonText(object.accountId), 'latin1')
  }
}

/** The member `log_info`, with its key. */
export function logInfo({ accountAlias, logFile, bucket }: EventContext): string {
  const alias = accountAlias === undefined ? '' : `"aws_account_alias": ${jsonText(accountAlias)}, `
  return `"log_info": {${alias}"log_file": ${jsonText(logFile)}, "s3bucket": ${jsonText(bucket)}}`
}
