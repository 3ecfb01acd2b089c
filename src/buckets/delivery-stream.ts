import { createdDateOfKey, dayAfterPrefix, isDated, slashed } from './dates.ts'
import type { BucketType } from './types.ts'

/**
 * How a Firehose delivery stream lays out what it writes: `PREFIX YYYY/MM/DD/HH/…`, for the caller's account.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
 */
export const deliveryStream = {
  layout: { kind: 'flat' },
  markerDate: slashed,
  dayOfKey: dayAfterPrefix,
  createdDate: createdDateOfKey,
  accountInEvents: false,
  accept: isDated,
} as const satisfies Partial<BucketType>
