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

const HTML = '<html>\n<head><title>403 Forbidden</title></head>\n</html>\n'

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
  ['custom', 'Jan  2 03:04:05 host sshd[1]: Accepted password\n'],
  ['alb', HTML],
  ['alb', '{"a": 1}'],
  ['clb', HTML],
  ['nlb', HTML],
  ['server_access', HTML],
  ['cisco_umbrella', HTML],
  ['cloudfront', HTML],
  ['cloudfront', 'a\tb\n'],
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

test.each([
  ['alb', 'https 2024-01-02T01:15:00.1Z app/lb/1'],
  ['clb', '2024-01-02T01:10:00.5Z classic'],
  ['nlb', 'tls 2.0 2024-01-02T01:15:00'],
  ['server_access', 'owner bucket [02/Jan/2024:03:00:00 +0000] 192.0.2.1'],
  ['cisco_umbrella', '"2024-01-02 00:00:01","a","b","192.0.2.1","192.0.2.2","Allowed","1 (A)"'],
  ['cloudfront', '2024-01-02\t03:04:05'],
  // All columns are there, whatever they hold.
  ['alb', 'x '.repeat(29).trim()],
  ['clb', 'x '.repeat(15).trim()],
  ['nlb', 'x '.repeat(20).trim()],
  ['server_access', 'x '.repeat(24).trim()],
  ['custom', '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK'],
])('one row of %s is enough for all lines of its file to be sent', (type, row) => {
  const { batch } = decoded(type, `something else\n${row}\n`)
  expect(batch).toMatchObject({ failed: 0 })
  expect(batch?.ends).toHaveLength(2)
})

test('a file whose events are all discarded is fine', () => {
  expect(decoded('cloudtrail', '{"Records": [{"n": "x"}]}', 'x').batch).toMatchObject({ failed: 0, discarded: 1 })
})
