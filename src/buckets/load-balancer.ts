import { SLASHED } from '../walker/key-forms.ts'
import type { BucketType } from './contract.ts'
import { createdDateOfKey } from './dates.ts'

/** What the logs of all load balancers have in common: where they lie, and what the state knows of them. */
export const loadBalancer = {
  layout: { kind: 'aws-logs', service: 'elasticloadbalancing' },
  form: { ...SLASHED, start: '0000/00/00' },
  createdDate: createdDateOfKey,
  accountInEvents: false,
} as const satisfies Partial<BucketType>
