import { wordList } from '../word-list.ts'

export interface NotifiedObject {
  readonly bucket: string
  /** The decoded key, as S3 knows it. */
  readonly key: string
  /** Size of the stored object in bytes, if the notification has it. */
  readonly size?: number | undefined
}

/**
 * The meaning of a message: objects to read (an empty list if it is about something other than new content), or
 * unknown.
 */
export type Notification =
  | { readonly kind: 'objects'; readonly objects: readonly NotifiedObject[] }
  | { readonly kind: 'unknown' }

const UNKNOWN: Notification = { kind: 'unknown' }
const NOTHING_NEW: Notification = { kind: 'objects', objects: [] }
/** CloudTrail sends this text to test whether it may write to a topic. */
const CLOUDTRAIL_TEST = 'CloudTrail validation message.'
/** Messages of Config without an object: the items that they describe come with the next history or snapshot. */
const ABOUT_ITEMS: ReadonlySet<string> = new Set(
  wordList(`
  ConfigurationItemChangeNotification OversizedConfigurationItemChangeNotification ComplianceChangeNotification
  ConfigRulesEvaluationStarted ConfigurationSnapshotDeliveryStarted`),
)
/** SNS wraps a message once; a topic that feeds another topic through a queue wraps it twice. */
const MAX_WRAPPINGS = 3

/**
 * Reads the body of a message.
 *
 * - S3: `{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": …}, "object": {"key": …}}}]}`, keys
 *   form-encoded: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * - S3's test event: `{"Service": "Amazon S3", "Event": "s3:TestEvent", …}`
 * - SNS: `{"Type": "Notification", "Message": "<one of these>"}`; with raw delivery the message itself:
 *   https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * - EventBridge, and Security Lake: `{"detail-type": "Object Created", "detail": {"bucket": {"name": …}, "object":
 *   {"key": …}}}`, keys as they are: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * - CloudTrail: `{"s3Bucket": …, "s3ObjectKey": [KEY, …]}`, keys as they are:
 *   https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
 * - Config: `{"s3Bucket": …, "s3ObjectKey": KEY, "messageType": …}` of a history or snapshot, and messages of other types:
 *   https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html
 */
export function readNotification(body: string): Notification {
  return read(parsed(body), MAX_WRAPPINGS)
}

function read(message: unknown, wrappings: number): Notification {
  const records = at(message, 'Records')
  if (Array.isArray(records)) return fromRecords(records)
  if (at(message, 'Event') === 's3:TestEvent' || isAboutItems(message)) return NOTHING_NEW
  if (at(message, 'detail') !== undefined) return fromBusEvent(message)
  if (at(message, 's3ObjectKey') !== undefined) return fromService(message)
  const wrapped = at(message, 'Message')
  if (at(message, 'Type') !== 'Notification' || wrappings === 0) return UNKNOWN
  if (wrapped === CLOUDTRAIL_TEST) return NOTHING_NEW
  return read(typeof wrapped === 'string' ? parsed(wrapped) : wrapped, wrappings - 1)
}

function isAboutItems(message: unknown): boolean {
  const type = at(message, 'messageType')
  return typeof type === 'string' && ABOUT_ITEMS.has(type)
}

function fromService(message: unknown): Notification {
  const bucket = at(message, 's3Bucket')
  const keys = [at(message, 's3ObjectKey')].flat()
  if (!isName(bucket) || keys.length === 0 || !keys.every(isName)) return UNKNOWN
  return { kind: 'objects', objects: keys.map((key) => ({ bucket, key })) }
}

function fromRecords(records: readonly unknown[]): Notification {
  if (records.length === 0) return UNKNOWN
  const objects: NotifiedObject[] = []
  for (const record of records) {
    const object = objectOf(at(record, 's3'), decodeKey)
    if (!object) return UNKNOWN
    const event = at(record, 'eventName')
    if (typeof event !== 'string' || /^(s3:)?ObjectCreated\b/.test(event)) objects.push(object)
  }
  return { kind: 'objects', objects }
}

function fromBusEvent(event: unknown): Notification {
  const object = objectOf(at(event, 'detail'), (key) => key)
  if (!object) return UNKNOWN
  const type = at(event, 'detail-type')
  return typeof type !== 'string' || type === 'Object Created' ? { kind: 'objects', objects: [object] } : NOTHING_NEW
}

function objectOf(part: unknown, decode: (key: string) => string): NotifiedObject | undefined {
  const bucket = at(at(part, 'bucket'), 'name')
  const key = at(at(part, 'object'), 'key')
  const size = at(at(part, 'object'), 'size')
  if (!isName(bucket) || !isName(key)) return undefined
  return { bucket, key: decode(key), size: isSize(size) ? size : undefined }
}

/** JSON allows numbers that cannot be sizes: `1e999`, `-1`. */
function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Decodes as in a form: `+` is a space. Invalid encodings stay as they are. */
function decodeKey(key: string): string {
  const spaced = key.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A member of a value, if it is an object. */
function at(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}
