import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decoded } from './decoded.ts'

/** Any JSON, with the names that the types reshape all over it. */
const NAMES = [
  ...[
    'requestParameters',
    'disableApiTermination',
    'responseElements',
    'additionalEventData',
    'sourceIPAddress',
    'tags',
  ],
  ...['configuration', 'Content', 'securityGroups', 'availabilityZones', 'state', 'iamInstanceProfile', 'createdTime'],
  ...['groupId', 'subnetId', 'service', 'additionalInfo', 'unusual', 'trigger', 'summary', 'Events', 'IP', 'Owner'],
  ...['action', 'portProbeAction', 'portProbeDetails', 'source', 'log_info', 'aws_account_id', 'source_ip_address'],
  ...['a', '', '__proto__', '10'],
]
const leaf = fc.oneof(fc.constantFrom(null, true, 0, 1.5, '', 'text', '192.0.2.1', '2024-01-02T03:04:05Z'), fc.string())
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5 }),
  ),
}))
const record = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 })

const lines = (records: readonly unknown[]) => records.map((one) => `${JSON.stringify(one)}\n`).join('')
const bus = (source: string) => (records: readonly unknown[]) => lines(records.map((detail) => ({ source, detail })))

/** Several probes make several events of one finding. */
function probesOf(finding: unknown): number {
  let at = finding
  for (const name of ['service', 'action', 'portProbeAction', 'portProbeDetails']) {
    at =
      at !== null && typeof at === 'object' && !Array.isArray(at) && Object.hasOwn(at, name) ? Reflect.get(at, name) : 0
  }
  return Array.isArray(at) && at.length > 1 ? at.length : 1
}

test.each<[string, string, string, (records: readonly unknown[]) => string, typeof probesOf?]>([
  ['cloudtrail', 'cloudtrail', 'k', (Records) => JSON.stringify({ Records })],
  ['config', 'config', 'k', (configurationItems) => JSON.stringify({ configurationItems })],
  ['custom', 'custom', 'k', bus('aws.kms')],
  ['Macie', 'custom', 'k', bus('aws.macie')],
  ['guardduty', 'guardduty', 'k', bus('aws.guardduty'), probesOf],
  ['guardduty exported', 'guardduty', 'k.jsonl', lines, probesOf],
  ['waf', 'waf', 'k', (records) => lines(records.map((one) => ({ httpRequest: { headers: [] }, one })))],
])(
  'of any JSON %s makes an event for each record, whatever its members are',
  (_, type, key, fileOf, eventsOf = () => 1) => {
    const records = fc.array(record, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(records, fc.constantFrom(0 as const, 3 as const), (all, debugLevel) => {
        const { events, failed, fault } = decoded(type, fileOf(all), { key, debugLevel })
        expect([events.length, failed, fault]).toEqual([
          all.reduce<number>((sum, one) => sum + eventsOf(one), 0),
          0,
          undefined,
        ])
      }),
      { numRuns: 300 },
    )
  },
)
