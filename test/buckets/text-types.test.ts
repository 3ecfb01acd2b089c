import { describe, expect, test } from 'vitest'
import { ciscoUmbrella } from '../../src/buckets/cisco-umbrella.ts'
import type { BucketOptions } from '../../src/options.ts'
import { decoded } from './decoded.ts'

describe('vpcflow', () => {
  const ROW = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 840 1704157200 1704157260 ACCEPT OK'

  test('names the columns as the header does', () => {
    const text = 'action tcp-flags pkt-srcaddr end\nACCEPT 19 10.0.0.9 1704157260\nREJECT 2 - -\n'
    expect(decoded('vpcflow', text).events).toEqual([
      { action: 'ACCEPT', tcp_flags: '19', pkt_srcaddr: '10.0.0.9', end: '2024-01-02T01:01:00Z', source: 'vpc' },
      { action: 'REJECT', tcp_flags: '2', pkt_srcaddr: '-', end: '-', source: 'vpc' },
    ])
  })

  test('passes over a header that comes again, as in a file of several', () => {
    const words = 'flow-direction\ningress\n'.repeat(2)
    expect(decoded('vpcflow', words).events.map((event) => event.flow_direction)).toEqual(['ingress', 'ingress'])
    const text = 'action start\nACCEPT 1704157200\n'.repeat(2)
    const event = { action: 'ACCEPT', start: '2024-01-02T01:00:00Z', source: 'vpc' }
    expect(decoded('vpcflow', text).events).toEqual([event, event])
  })

  test('takes a first row without a header for data', () => {
    const { events } = decoded('vpcflow', `${ROW}\n${ROW} more\n`)
    expect(events).toMatchObject([
      { version: '2', log_status: 'OK' },
      { log_status: 'OK', null: 'more' },
    ])
    expect(decoded('vpcflow', '').events).toEqual([])
  })

  test('discards by what the event says', () => {
    const discard = { field: 'start', regex: '2024-01-02T01' }
    expect(decoded('vpcflow', ROW, { discard }).events).toEqual([])
    expect(decoded('vpcflow', ROW, { discard: { field: 'start', regex: '1704' } }).events).toHaveLength(1)
  })

  test.each([
    ['2 123456789012 eni-1', 'decompress'],
    [ROW.replace('1704157260', 'soon'), 'parse'],
  ])('%j is no event, and neither is any other of its file', (line, kind) => {
    expect(() => decoded('vpcflow', `${ROW}\n${line}\n`)).toThrow(expect.objectContaining({ kind }))
  })
})

describe('server_access', () => {
  const ROW = Array.from({ length: 24 }, (_, n) => n).join(' ')

  test.each([
    [
      'arn:aws:s3:us-east-1:1:accesspoint/ap Yes us-gov-west-1',
      ['arn:aws:s3:us-east-1:1:accesspoint/ap', 'Yes', 'us-gov-west-1'],
    ],
    ['- - -', ['-', '-', '-']],
    ['- Yes', ['-', 'Yes', undefined]],
    ['- - us-east-1 new', ['-', '-', 'us-east-1']],
    // As recorded: words that AWS does not write there are left out.
    ['extra1 extra2', [undefined, undefined, undefined]],
    ['- no us-east-1', ['-', undefined, undefined]],
  ])('names what AWS has added: %s', (added, values) => {
    const [event] = decoded('server_access', `${ROW} ${added}\n`).events
    expect(event).toMatchObject({ bucket_owner: '0', tls_version: '23', source: 's3_server_access' })
    expect(event).not.toHaveProperty('null')
    expect(['access_point_arn', 'acl_required', 'source_region'].map((name) => event?.[name])).toEqual(values)
  })
})

describe('cisco_umbrella', () => {
  test.each([
    ['dnslogs/', 'identities'],
    ['a/proxylogs/b/', 'internal_ip'],
    ['iplogs/', 'source_ip'],
  ])('%s', (trailPrefix, third) => {
    const [event] = decoded('cisco_umbrella', '"t","b","c, ""d"""\n', { trailPrefix }).events
    expect(event).toMatchObject({ timestamp: 't', [third]: 'c, "d"' })
  })

  const DNS =
    '"2024-01-02 00:00:01","Laptop","Laptop,Net","192.168.1.2","203.0.113.4","Blocked","1 (A)","NOERROR","bad.example."'
  const MORE = '"Malware","Roaming Computers","Roaming Computers,Networks","Malware"'

  test.each([
    [
      'version 1',
      `${DNS},"Malware"`,
      { categories: 'Malware', most_granular_identity_type: undefined, null: undefined },
    ],
    ['13 columns', `${DNS},${MORE}`, { blocked_categories: 'Malware', rule_id: undefined, null: undefined }],
    // As recorded.
    ['13 columns and a comma', `${DNS},${MORE},`, { blocked_categories: 'Malware', rule_id: undefined, null: '' }],
    ['14 columns', `${DNS},${MORE},""`, { rule_id: '', destination_countries: undefined }],
    ['16 columns', `${DNS},${MORE},"1","US","2"`, { rule_id: '1', destination_countries: 'US', organization_id: '2' }],
    ['more', `${DNS},${MORE},"1","US","2","new"`, { organization_id: '2', null: 'new' }],
    [
      'spaces after commas',
      `${DNS.replaceAll('","', '", "')}, ${MORE}`,
      { identities: 'Laptop,Net', action: 'Blocked' },
    ],
    [
      'quotes that are not doubled',
      `${DNS.replace('"Laptop,Net"', '"La"pt"op, "Net" x"')},"M"`,
      { identities: 'La"pt"op, "Net" x' },
    ],
  ])('names the columns of a DNS log: %s', (_, line, members) => {
    const { events } = decoded('cisco_umbrella', `${line}\n${DNS}\n`, { trailPrefix: 'dnslogs/' })
    expect(events).toHaveLength(2)
    for (const [name, value] of Object.entries(members)) expect([name, events[0]?.[name]]).toEqual([name, value])
  })

  test('names columns that it does not know as the header does', () => {
    const names = [...Array(16).fill('"Timestamp"'), '"New Thing"', '"OtherThing"'].join()
    const { events } = decoded('cisco_umbrella', `${names}\n${DNS},${MORE},"1","US","2","x","y","z"\n`, {
      trailPrefix: 'dnslogs/',
    })
    expect(events).toEqual([
      expect.objectContaining({ timestamp: '2024-01-02 00:00:01', new_thing: 'x', other_thing: 'y', null: 'z' }),
    ])
  })

  test('any other path ends the run', () => {
    const check = () => ciscoUmbrella.check?.({ trailPrefix: 'logs/' } as BucketOptions)
    expect(check).toThrow(expect.objectContaining({ exitCode: 12 }))
  })
})

describe('cloudfront', () => {
  test('names the columns as the header does', () => {
    const text = '#Version: 1.0\n#Fields: date cs(User-Agent) x-edge-location\n2024-01-02\tcurl/8%20x\tLAX1\n'
    expect(decoded('cloudfront', text).events).toEqual([
      { date: '2024-01-02', cs_user_agent: 'curl/8%20x', x_edge_location: 'LAX1', source: 'cloudfront' },
    ])
  })

  test.each([
    ['spaces', '#Fields: date cs(User-Agent) sc-status'],
    ['tabs', '#Fields:\tdate\tcs(User-Agent)\tsc-status'],
    ['commas', '#Fields: date,cs(User-Agent),sc-status'],
    ['bars', '#Fields: date|cs(User-Agent)|sc-status'],
  ])('takes the delimiter from the header: %s', (name, header) => {
    const delimiter = { commas: ',', bars: '|' }[name] ?? '\t'
    const row = ['2024-01-02', '"curl', '404'].join(delimiter)
    expect(decoded('cloudfront', `${header}\n${row}\n`).events).toEqual([
      { date: '2024-01-02', cs_user_agent: '"curl', sc_status: '404', source: 'cloudfront' },
    ])
  })

  test('leaves a delimiter that a client sent in its column', () => {
    const header = '#Fields:\tdate\tcs-uri-stem\tsc-status\tcs(Referer)\tcs(User-Agent)\tcs-protocol'
    const text = `${header}\n2024-01-02\t/a\tb\t404\t-\tcurl\t8\t\thttps\n2024-01-02\t/\t200\t-\tx\tftp\ttoo many\n`
    expect(decoded('cloudfront', text).events).toMatchObject([
      { cs_uri_stem: '/a\tb', sc_status: '404', cs_protocol: 'https' },
      // Nothing that AWS writes ends this one.
      { sc_status: '200', cs_protocol: 'ftp', null: 'too many' },
    ])
  })

  test('reads JSON lines, but for bad ones', () => {
    const { events, fault, lines } = decoded(
      'cloudfront',
      '{"date":"2024-01-02","cs(User-Agent)":"a\\"b","sc-status":"200","n":null}\n{oops\n\n[]\n{"timestamp(ms)":"1"}\n',
      { key: 'a/E2K3EXAMPLE.2024-01-02-03.a1b2c3d4.gz' },
    )
    expect(events).toEqual([
      { date: '2024-01-02', cs_user_agent: 'a"b', sc_status: '200', source: 'cloudfront' },
      { timestamp_ms: '1', source: 'cloudfront' },
    ])
    expect(fault).toMatchObject({ kind: 'parse' })
    expect(lines).toEqual(Array(2).fill('Events from E2K3EXAMPLE.2024-01-02-03.a1b2c3d4.gz file could not be loaded.'))
  })

  test('knows the columns of a file without a header', () => {
    const { events } = decoded('cloudfront', `${Array.from({ length: 34 }, (_, n) => n).join('\t')}\n`)
    expect(events).toEqual([expect.objectContaining({ date: '0', c_ip: '4', sc_range_end: '32', null: '33' })])
  })
})
