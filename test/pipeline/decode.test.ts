import { expect, test } from 'vitest'
import { decode } from '../../src/pipeline/decode.ts'
import { findReading } from '../../src/sources/find-reading.ts'

function decoded(type: string, text: string, regex?: string) {
  const key = type === 'guardduty' ? 'k.jsonl' : 'k'
  const job = {
    type,
    bucket: 'b',
    key,
    trailPrefix: 'dnslogs/',
    bytes: Uint8Array.from(Buffer.from(text)),
    maxObjectBytes: 1e9,
    writer: {
      object: { bucket: 'b', logFile: key },
      debugLevel: 1,
      ...(regex !== undefined && { discard: { field: 'n', regex } }),
    },
  } as const
  return decode(job, findReading(job))
}

test.each([
  ['cloudtrail', '{"digestStartTime": "2024-01-02T00:00:00Z"}'],
  ['cloudtrail', '[1, 2]'],
  ['config', '{"notificationType": "OversizedConfigurationItemChangeNotification"}'],
  ['custom', '{"firewall_name": "fw"}{"firewall_name": "fw"}'],
  ['custom', '{"detail": null}'],
  ['custom', ' {}\n'],
  ['cloudtrail', '{"records": []}'],
  ['cloudtrail', '{}'],
  ['config', '{"configurationItem": {}}'],
])('a file of %s with %s in which nothing is recognised counts as failed and says so', (type, text) => {
  const { batch, failure } = decoded(type, text)
  expect(failure).toBeUndefined()
  expect(batch).toMatchObject({
    failed: 1,
    lines: [{ level: 1, text: '++ No event was found in k: it counts as failed and is not removed' }],
  })
})

test.each([
  ['cloudtrail', '{"Records": []}'],
  ['config', '{"configurationItems": []}'],
  ['custom', ' \n'],
  ['waf', '\n'],
  ['guardduty', '\n\n'],
  ['vpcflow', 'version account-id interface-id action\n'],
  ['cloudfront', '#Version: 1.0\n#Fields: date time\n'],
  ['alb', ''],
])('a file of %s that is empty by its own account (%j) is fine', (type, text) => {
  const { batch, failure } = decoded(type, text)
  expect(failure).toBeUndefined()
  expect(batch).toMatchObject({ failed: 0, lines: [] })
})

test('a file whose events are all discarded is fine', () => {
  expect(decoded('cloudtrail', '{"Records": [{"n": "x"}]}', 'x').batch).toMatchObject({ failed: 0, discarded: 1 })
})
