import { describe, expect, test } from 'vitest'
import { decoded } from './decoded.ts'

/** An ALB row up to its request, and from its cipher on up to the last column of old. */
const START = 'https 2024-01-02T01:15:00.1Z app/lb/1 192.0.2.1:2817 10.0.0.1:80 0.1 0.2 0.3 200 200 0 57'
const MIDDLE =
  'ECDHE TLSv1.2 arn:tg "Root=1" "e.com" "arn:cert" 1 2024-01-02T01:15:00Z "forward" "-" "-" "10.0.0.1:80" "200"'
const PLAIN = '"GET https://e.com:443/ HTTP/1.1" "curl"'
const ESCAPED = '"GET https://e.com:443/?q=\\"x y\\" HTTP/1.1" "a \\"b\\""'
const ADDED = 'TID_1 "h" "/x y" "TransformSuccess"'
const alb = (requestAndAgent: string, ...more: string[]) =>
  [START, requestAndAgent, MIDDLE, '"-" "why"', ...more].join(' ')

describe('alb', () => {
  test.each([
    ['29 columns', alb(PLAIN), { request: 'GET https://e.com:443/ HTTP/1.1', classification_reason: 'why' }],
    ['a 30th', alb(PLAIN, 'TID_1'), { classification_reason: 'why', conn_trace_id: 'TID_1' }],
    ['33 columns', alb(PLAIN, ADDED), { conn_trace_id: 'TID_1', transformed_uri: '/x y', user_agent: 'curl' }],
    ['more', alb(PLAIN, ADDED, 'new'), { request_transform_status: 'TransformSuccess', null: 'new' }],
    [
      '29 columns, escaped quotes',
      alb(ESCAPED),
      { request: 'GET https://e.com:443/?q="x y" HTTP/1.1', user_agent: 'a "b"', classification_reason: 'why' },
    ],
    // As recorded: its columns are moved by one.
    [
      '29 columns, escaped quotes around the end of the URL alone',
      alb('"GET https://e.com:443/?q=\\"x\\" HTTP/1.1" "curl"'),
      { request: 'GET https://e.com:443/?q=\\x\\"', user_agent: 'HTTP/1.1"', ssl_cipher: 'curl', null: 'why' },
    ],
    [
      '33 columns, escaped quotes',
      alb(ESCAPED, ADDED),
      {
        request: 'GET https://e.com:443/?q="x y" HTTP/1.1',
        user_agent: 'a "b"',
        request_transform_status: 'TransformSuccess',
      },
    ],
  ])('%s', (_, line, members) => {
    expect(decoded('alb', `${line}\n`).events).toEqual([expect.objectContaining(members)])
  })

  test('rows of different lengths share a file', () => {
    const { events } = decoded('alb', `${alb(PLAIN, ADDED)}\n${alb(ESCAPED)}\n${alb(PLAIN, 'TID_2')}\n`)
    expect(events[1]).toMatchObject({ user_agent: 'a "b"', classification_reason: 'why' })
    expect(events[1]).not.toHaveProperty('conn_trace_id')
    expect(events[2]).toMatchObject({ classification_reason: 'why', conn_trace_id: 'TID_2' })
  })

  test.each([
    ['192.0.2.1:2817', '2817', '192.0.2.1'],
    ['2001:db8::1:2817', '2817', '2001:db8::1'],
    ['[2001:db8::1]:2817', '2817', '[2001:db8::1]'],
    ['-', '-', undefined],
  ])('client %s', (client, port, host) => {
    const [event] = decoded('alb', alb(PLAIN).replace('192.0.2.1:2817', client)).events
    expect([event?.client_port, event?.client_ip]).toEqual([port, host])
  })

  test('tells of addresses before all events, as they are when the file is read', () => {
    const text = `${alb(PLAIN)}\n${alb(PLAIN).replace('10.0.0.1:80 0.1', '- 0.1')}\n`
    const { lines } = decoded('alb', text, { debugLevel: 2, discard: { field: 'client_ip', regex: '192' } })
    expect(lines.map((line) => line.slice(0, 70))).toEqual([
      'Unable to process correctly ABL log entry, for field target_port.',
      "Log Entry: {'type': 'https', 'time': '2024-01-02T01:15:00.1Z', 'elb': ",
      '+++ The "192" regex found a match in the "client_ip" field. The event ',
      '+++ The "192" regex found a match in the "client_ip" field. The event ',
    ])
    expect(lines[1]).toMatch(/'classification_reason': 'why', 'source': 'alb', 'client_ip': '192\.0\.2\.1'\}$/)
  })

  test('shows missing and extra columns as Python does', () => {
    expect(decoded('alb', 'https t elb - -', { debugLevel: 1 }).lines[1]).toMatch(
      /^Log Entry: \{'type': 'https', 'time': 't', 'elb': 'elb', 'client_port': '-', 'target_port': '-', 'request_processing_time': None, /,
    )
    const extra = alb(PLAIN, ADDED, 'a b').replace('192.0.2.1:2817', '-')
    expect(decoded('alb', extra, { debugLevel: 1 }).lines[1]).toMatch(/, None: \['a', 'b'\], 'source': 'alb'\}$/)
  })
})

const NLB =
  'tls 2.0 2024-01-02T01:15:00 net/lb/1 l1 192.0.2.1:51341 10.0.0.1:443 5 2 98 246 - arn:cert - ECDHE tlsv12 - e.com'

describe('nlb', () => {
  test.each([
    ['20 columns', `${NLB} - x`, { alpn_fe_protocol: '-', alpn_client_preference_list: 'x' }],
    ['21 columns', `${NLB} - x y`, { alpn_client_preference_list: 'x', null: 'y' }],
    [
      '22 columns',
      `${NLB} a b c d`,
      { alpn_fe_protocol: 'a', alpn_be_protocol: 'b', tls_connection_creation_time: 'd' },
    ],
    ["AWS's own list", `${NLB} h2 h2 "h2","http/1.1" d`, { alpn_client_preference_list: 'h2,"http/1.1"' }],
    ['more', `${NLB} a b c d e f`, { tls_connection_creation_time: 'd', null: ['e', 'f'] }],
  ])('%s', (_, line, members) => {
    expect(decoded('nlb', `${line}\n`).events).toEqual([expect.objectContaining(members)])
  })

  test('a shorter row of a file of 22 columns has the names of old', () => {
    const [, event] = decoded('nlb', `${NLB} a b c d\n${NLB} a c\n`).events
    expect(event).toMatchObject({ alpn_fe_protocol: 'a', alpn_client_preference_list: 'c' })
  })

  test.each([
    ['2001:db8::1:51341 10.0.0.1:443', ['51341', '2001:db8::1', '443', '10.0.0.1']],
    ['- 10.0.0.1:443', ['-', '-', '10.0.0.1:443', '10.0.0.1:443']],
    ['192.0.2.1:51341 -', ['51341', '192.0.2.1', '-', '-']],
  ])('%s', (addresses, split) => {
    const [event] = decoded('nlb', `${NLB} - -`.replace('192.0.2.1:51341 10.0.0.1:443', addresses)).events
    const names = ['client_port', 'client_ip', 'destination_port', 'destination_ip']
    expect(names.map((name) => event?.[name])).toEqual(split)
  })
})

test('clb splits no address', () => {
  const line = '2024-01-02T01:15:00.1Z lb 192.0.2.1:2817 - -1 -1 -1 503 0 0 0 "GET http://e.com:80/ HTTP/1.1" "-" - -'
  expect(decoded('clb', `${line}\r\n\r\n${line}\r\n`).events).toEqual(
    Array.from({ length: 2 }, () =>
      expect.objectContaining({ client_port: '192.0.2.1:2817', backend_port: '-', ssl_protocol: '-' }),
    ),
  )
})

const CONNECTION = '2024-01-02T01:10:00.514108Z 198.51.100.7 36280 443'

describe('alb beside requests', () => {
  test.each([
    [
      'connections with a certificate',
      'conn_log.123456789012_elasticloadbalancing_us-east-1_app.web.f1e2_20240102T0115Z_203.0.113.9_1abc.log.gz',
      `${CONNECTION} TLSv1.2 ECDHE 4.036 "CN=a b,O=Org" NotBefore=1;NotAfter=2 FEF2 Success TID_3180 X25519`,
      {
        timestamp: '2024-01-02T01:10:00.514108Z',
        client_ip: '198.51.100.7',
        client_port: '36280',
        listener_port: '443',
        tls_protocol: 'TLSv1.2',
        tls_cipher: 'ECDHE',
        tls_handshake_latency: '4.036',
        leaf_client_cert_subject: 'CN=a b,O=Org',
        leaf_client_cert_validity: 'NotBefore=1;NotAfter=2',
        leaf_client_cert_serial_number: 'FEF2',
        tls_verify_status: 'Success',
        conn_trace_id: 'TID_3180',
        tls_keyexchange: 'X25519',
        source: 'alb',
        log_type: 'connection',
      },
    ],
    [
      'connections that fail',
      'a/conn_log.1_x.log.gz',
      `${CONNECTION} - - - "-" - - Failed:UnmappedConnectionError`,
      {
        timestamp: '2024-01-02T01:10:00.514108Z',
        client_ip: '198.51.100.7',
        client_port: '36280',
        listener_port: '443',
        tls_protocol: '-',
        tls_cipher: '-',
        tls_handshake_latency: '-',
        leaf_client_cert_subject: '-',
        leaf_client_cert_validity: '-',
        leaf_client_cert_serial_number: '-',
        tls_verify_status: 'Failed:UnmappedConnectionError',
        source: 'alb',
        log_type: 'connection',
      },
    ],
    [
      'health checks',
      'a/health_check_log_123456789012_elasticloadbalancing_us-east-1_app.web.f1e2_20240102T0115Z_1.2.3.4_x.log.gz',
      'http 2024-01-02T01:10:05.123456Z - 10.0.0.6:80 targetgroup/tg/abc123 FAIL - TargetError',
      {
        type: 'http',
        time: '2024-01-02T01:10:05.123456Z',
        latency: '-',
        target_addr: '10.0.0.6:80',
        target_group_id: 'targetgroup/tg/abc123',
        status: 'FAIL',
        status_code: '-',
        reason: 'TargetError',
        source: 'alb',
        log_type: 'health_check',
      },
    ],
  ])('%s', (_, key, line, event) => {
    expect(decoded('alb', `${line}\n${line}\n`, { key }).events).toEqual([event, event])
  })
})
