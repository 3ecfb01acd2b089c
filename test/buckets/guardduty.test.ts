import { describe, expect, test } from 'vitest'
import { ReadFailure } from '../../src/objects/types.ts'
import { decoded } from './decoded.ts'

const EXPORT = { key: 'AWSLogs/1/GuardDuty/r/2024/01/02/x.jsonl.gz' }

function finding(ports: readonly number[], serviceName: string | undefined = 'guardduty') {
  const portProbeDetails = ports.map((port) => ({ localPortDetails: { port } }))
  return { id: 'f', service: { serviceName, action: { portProbeAction: { portProbeDetails } }, one: [1] }, none: null }
}
const ported = (port: number, one: unknown) => ({
  id: 'f',
  service: {
    serviceName: 'guardduty',
    action: { portProbeAction: { portProbeDetails: { localPortDetails: { port } } } },
    one,
  },
  source: 'guardduty',
})

const exported = (...findings: unknown[]) => findings.map((one) => `${JSON.stringify(one)}\n`).join('')
const streamed = (...findings: unknown[]) =>
  findings.map((detail) => JSON.stringify({ source: 'aws.guardduty', detail })).join('')

describe.each([
  ['exported', exported, EXPORT],
  ['by stream', streamed, {}],
])('findings %s', (_, text, options) => {
  test('are an event for each of several probes, and then not reshaped', () => {
    const { events } = decoded('guardduty', text(finding([22, 80]), finding([443])), options)
    expect(events).toEqual([ported(22, [1]), ported(80, [1]), ported(443, 1)])
  })

  test('keep the null members of each probe: they come out of a list', () => {
    const probes = finding([22, 80])
    const [first] = probes.service.action.portProbeAction.portProbeDetails
    Object.assign(first?.localPortDetails ?? {}, { portName: null })
    const [event, other] = decoded('guardduty', text(probes), options).events
    const details = { localPortDetails: { port: 22, portName: null } }
    expect(event).toMatchObject({ service: { action: { portProbeAction: { portProbeDetails: details } } } })
    expect(event).not.toHaveProperty('none')
    expect(other).toEqual(ported(80, [1]))
  })

  test('are discarded whole, and that is said once', () => {
    const field = 'service.action.portProbeAction.portProbeDetails.localPortDetails.kind'
    const probes = finding([22, 80])
    const [, second] = probes.service.action.portProbeAction.portProbeDetails
    Object.assign(second?.localPortDetails ?? {}, { kind: 'x' })
    const discard = { field, regex: 'x' }
    const { events, lines } = decoded('guardduty', text(probes), { ...options, discard, debugLevel: 2 })
    expect(events).toEqual([])
    expect(lines).toEqual([expect.stringContaining('found a match')])
  })

  test.each([0, 1, 2, 3] as const)(
    'at debug level %i have a line a finding, and one more where it is reshaped',
    (debugLevel) => {
      const { lines } = decoded('guardduty', text(finding([22, 80]), finding([443])), { ...options, debugLevel })
      const kept = 'The "None" regex did not find a match in the "None" field. The event will be processed.'
      const reformat = '++ Reformat message'
      expect(lines).toEqual(debugLevel < 3 ? [] : [`+++ ${kept}`, reformat, `+++ ${kept}`, reformat, reformat])
    },
  )

  test('without probes are events as they are', () => {
    const odd = { id: 'f', service: { serviceName: 'guardduty', action: { portProbeAction: 'none' } } }
    expect(decoded('guardduty', text(odd), options).events).toEqual([{ ...odd, source: 'guardduty' }])
  })
})

test('an exported finding tells its source', () => {
  const sources = (text: string) => decoded('guardduty', text, EXPORT).events.map(({ source }) => source)
  expect(sources(exported(finding([], 'other'), { id: 'f' }, { service: { serviceName: 5 } }))).toEqual([
    'other',
    'guardduty',
    'guardduty',
  ])
})

test.each(['[]', '5', '{"id": '])('exports nothing like %s', (line) => {
  expect(() => decoded('guardduty', `{"id": "f"}\n${line}\n`, EXPORT)).toThrow(ReadFailure)
})
