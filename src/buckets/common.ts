import { asText } from '../objects/text.ts'
import { SLASHED } from '../walker/key-forms.ts'
import type { BucketType, TextFormat } from './contract.ts'
import { createdDateOfKey } from './dates.ts'

// Members that several types share.

/** The places of the logs of all load balancers, and their dates in the state. */
export const loadBalancer = {
  layout: { kind: 'aws-logs', service: 'elasticloadbalancing' },
  form: { ...SLASHED, start: '0000/00/00' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
} as const satisfies Partial<BucketType>

/** `STREAM-VERSION-YYYY-MM-DD-HH-MM-SS-UUID`, with or without an extension. */
const STREAM_FILE = /-\d+-\d{4}(?:-\d\d){5}-[0-9a-zA-Z-]+(?:\.\w+)*$/
const NOTHING = /(?!)/

/**
 * The layout of a Firehose delivery stream: `PREFIX YYYY/MM/DD/HH/…`, for the caller's account. The name of an object
 * does not show its content.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
 */
export const deliveryStream = {
  layout: { kind: 'flat' },
  keys: { own: NOTHING, shared: STREAM_FILE },
  form: { ...SLASHED, start: '0000/00/00' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
} as const satisfies Partial<BucketType>

export function textType(text: TextFormat): Pick<BucketType, 'text' | 'decode'> {
  return { text, decode: (content, writer, info) => text.open(info)(asText(content), writer) }
}
