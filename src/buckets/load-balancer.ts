import { createdDateOfKey, dayAfterPrefix, isDated, slashed } from './dates.ts'
import type { BucketType } from './types.ts'

/** What the access logs of all load balancers have in common: where they lie, and what the state knows of them. */
export const loadBalancer = {
  layout: { kind: 'aws-logs', service: 'elasticloadbalancing' },
  markerDate: slashed,
  dayOfKey: dayAfterPrefix,
  createdDate: createdDateOfKey,
  accountInEvents: false,
  accept: isDated,
} as const satisfies Partial<BucketType>
