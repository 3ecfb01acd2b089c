import { describe, expect, test } from 'vitest'
import { ReadFailure } from '../../src/objects/types.ts'
import { decoded } from './decoded.ts'

const bus = (source: string, detail: unknown) => JSON.stringify({ source, detail })
const only = (text: string) => {
  const { events } = decoded('custom', text)
  expect(events).toHaveLength(1)
  return events[0]
}

describe('events of the bus', () => {
  test.each([
    ['one after another', `${bus('aws.kms', { a: 1 })}${bus('aws.trustedadvisor', { a: 2 })}`],
    ['on lines', ` \n${bus('aws.kms', { a: 1 })}\r\n${bus('aws.trustedadvisor', { a: 2 })}\r\n`],
  ])('%s', (_, text) => {
    expect(decoded('custom', text).events).toEqual([
      { a: 1, source: 'kms' },
      { a: 2, source: 'trustedadvisor' },
    ])
  })

  test('without detail are passed over', () => {
    expect(only(`{"source": "aws.x"}${bus('aws.x', null)}${bus('aws.x', 'text')}${bus('aws.kms', {})}`)).toEqual({
      source: 'kms',
    })
  })

  test.each([
    ['beside others, they are told of', `${bus('aws.kms', {})}{"a": 1}${bus('aws.x', null)}`, 2],
    ['all discarded, too', `${bus('aws.kms', { kind: 'x' })}{"a": 1}`, 1],
    ['none', bus('aws.kms', {}), 0],
    ['with nothing else, the object is told of as a whole', '{"a": 1}', 0],
  ])('without detail count as failed: %s', (_, text, failed) => {
    const discard = { field: 'kind', regex: 'x' }
    const told = `++ ${failed} of the events in  have no detail: they count as failed and the file is not removed`
    expect(decoded('custom', text, { debugLevel: 1, discard })).toMatchObject({
      failed,
      lines: failed > 0 ? [told] : [],
    })
  })

  test.each([
    ['aws.kms', 'kms'],
    ['myapp.aws.orders', 'myapp.orders'],
    ['aws.aws.x.aws.', 'x.'],
    ['myaws.orders', 'myorders'],
    ['com.example', 'com.example'],
  ])('have %j as the source %j', (source, sent) => {
    expect(only(bus(source, {}))).toEqual({ source: sent })
  })

  test('keep their own source when the bus has none', () => {
    expect(only('{"detail": {"source": "mine"}}')).toEqual({ source: 'mine' })
    expect(only('{"source": 5, "detail": {}}')).toEqual({})
  })

  test('are none when one of them is broken', () => {
    expect(() => decoded('custom', `${bus('aws.kms', {})}{oops`)).toThrow(ReadFailure)
  })

  test('are discarded by what their detail has', () => {
    const text = bus('aws.kms', { kind: 'x' }) + bus('aws.kms', { kind: 'y' })
    const { events } = decoded('custom', text, { discard: { field: 'kind', regex: 'x' } })
    expect(events).toEqual([{ kind: 'y', source: 'kms' }])
  })

  test.each<[given: unknown, sent: unknown]>([
    [5, { value: 5 }],
    [['a', 'b'], { value: ['a', 'b'] }],
    [{ a: 1 }, { a: 1 }],
  ])('have %j as what is unusual', (unusual, sent) => {
    const event = only(bus('aws.x', { service: { additionalInfo: { unusual } } }))
    expect(event).toMatchObject({ service: { additionalInfo: { unusual: sent } } })
  })

  test.each([{}, { additionalInfo: 'text' }, { additionalInfo: { usual: 1 } }, 'text'])(
    'keep the service %j',
    (service) => {
      expect(only(bus('aws.x', { service }))).toEqual({ service, source: 'x' })
    },
  )
})

describe('Macie', () => {
  test.each<[given: unknown, sent: unknown]>([
    [{ IP: { '1.2.3.4': 3, '::1': 1 } }, { IP: ['1.2.3.4', '::1'] }],
    [{ 'DLP risk': { High: { x: 1, y: { z: 'a.b' } }, Low: {} } }, { 'DLP risk': ['High.x', 'High.y.z'] }],
    [
      { Bucket: { a: 1 }, Location: { r: 1 }, Object: { 'k/e.y': [1, 2] }, Owner: { o: 'x' } },
      { Bucket: ['a'], Location: ['r'], Object: ['k/e.y'], Owner: ['o'] },
    ],
    [
      { Themes: { t: 1 }, Timestamps: {}, recipientAccountId: { '1': 1, b: 1, a: 1 } },
      { Themes: ['t'], Timestamps: [], recipientAccountId: ['1', 'b', 'a'] },
    ],
    [
      { IP: 'plain', Bucket: ['a', 'b'], Owner: 7 },
      { IP: 'plain', Bucket: ['a', 'b'], Owner: 7 },
    ],
    [
      { ASN: { AS1: { isp: 1 } }, ACL: { b: [{ Owner: { ID: 'u' } }] }, Risk: {}, 'Record Count': { n: 1 } },
      { ASN: { AS1: { isp: 1 } }, ACL: { b: { Owner: { ID: 'u' } } }, Risk: {}, 'Record Count': { n: 1 } },
    ],
    [
      { Description: 'd', Count: 1, Range: [1, 2] },
      { Description: 'd', Count: 1, Range: [1, 2] },
    ],
    [
      { Events: { List: { count: 5, ISP: { Amazon: 1 }, None: {}, Codes: { Denied: { read: 1 } } }, Odd: 7 } },
      { Events: { List: { count: [''], ISP: ['Amazon'], None: [], Codes: ['Denied.read'] }, Odd: 7 } },
    ],
    [{ Events: 'none' }, { Events: 'none' }],
    ['text', 'text'],
  ])('has lists of names in its summary: %j', (summary, sent) => {
    expect(only(bus('aws.macie', { summary, trigger: { a: 1 } }))).toEqual({ summary: sent, source: 'macie' })
  })

  test('is the only source whose summary has lists of names', () => {
    const detail = { summary: { a: { b: 1 } }, trigger: 1 }
    expect(only(bus('aws.macie2', detail))).toEqual({ ...detail, source: 'macie2' })
  })

  test.each([
    ['{"lat":-00.5,"lon":0012.25}', { lat: -0.5, lon: 12.25 }],
    ['{"lat": 007, "lon": -000}', { lat: 7, lon: 0 }],
    ['{"lat":0.5,"lon":0}', { lat: 0.5, lon: 0 }],
    ['{"lat":10.01,"text":"\\"lat\\":007"}', { lat: 10.01, text: '"lat":007' }],
  ])('has coordinates with leading zeros: %s', (loc, sent) => {
    expect(only(`{"source": "aws.macie", "detail": {"loc": ${loc}}}`)).toEqual({ loc: sent, source: 'macie' })
  })

  test('fails on other numbers with leading zeros', () => {
    expect(() => decoded('custom', bus('aws.macie', { lat: 1 }).replace('1', '1, "x": 01'))).toThrow(ReadFailure)
  })
})

describe('any other text is a flow log', () => {
  const row = '2 1 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK'

  test('whose times stay as they are', () => {
    expect(only(`${row}\r\n`)).toMatchObject({ version: '2', start: '1704157200', end: '1704157260', source: 'vpc' })
  })

  test('whose header names the columns', () => {
    expect(only('start vpc-id\n1704157200 vpc-1\n')).toEqual({ start: '1704157200', vpc_id: 'vpc-1', source: 'vpc' })
  })

  test('whose first line is a record although it is all words', () => {
    const { events } = decoded('custom', 'hello world\nsecond line\n')
    expect(events.map(({ version }) => version)).toEqual(['hello', 'second'])
  })

  test('even when it is empty', () => {
    expect(decoded('custom', '').events).toEqual([])
  })
})
