import { buckets } from './buckets.ts'
import type { SubscriberType } from './contract.ts'
import { securityHub } from './security-hub.ts'
import { securityLake } from './security-lake.ts'

export const subscribers = {
  buckets,
  security_hub: securityHub,
  security_lake: securityLake,
} as const satisfies Record<string, SubscriberType>

/** @returns the subscriber of that name; undefined if it is unknown */
export function findSubscriber(name: string): SubscriberType | undefined {
  return Object.hasOwn(subscribers, name) ? subscribers[name as keyof typeof subscribers] : undefined
}
