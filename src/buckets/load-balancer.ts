import { SLASHED } from '../walker/key-forms.ts'
import type { BucketType } from './contract.ts'
import { createdDateOfKey } from './dates.ts'

/** Shared by the logs of all load balancers: their places, and their dates in the state. */
export const loadBalancer = {
  layout: { kind: 'aws-logs', service: 'elasticloadbalancing' },
  form: { ...SLASHED, start: '0000/00/00' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
} as const satisfies Partial<BucketType>
