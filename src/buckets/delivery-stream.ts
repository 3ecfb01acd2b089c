import { SLASHED } from '../walker/key-forms.ts'
import type { BucketType } from './contract.ts'
import { createdDateOfKey } from './dates.ts'

/** `STREAM-VERSION-YYYY-MM-DD-HH-MM-SS-UUID`, with or without an extension. */
const FILE = /-\d+-\d{4}(?:-\d\d){5}-[0-9a-zA-Z-]+(?:\.\w+)*$/
const NOTHING = /(?!)/

/**
 * The layout of a Firehose delivery stream: `PREFIX YYYY/MM/DD/HH/…`, for the caller's account. The name of an object
 * does not show its content.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
 */
export const deliveryStream = {
  layout: { kind: 'flat' },
  keys: { own: NOTHING, shared: FILE },
  form: { ...SLASHED, start: '0000/00/00' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
} as const satisfies Partial<BucketType>
