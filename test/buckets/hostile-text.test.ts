import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from './decoded.ts'

// A client can put anything into some columns of a log. Whatever it is, the other columns and the number of rows are right.

/** Text as somebody would send it to confuse a reader: all that separates columns, and what stands between them. */
const hostile = fc
  .array(
    fc.constantFrom(
      'a',
      'é',
      '"',
      '""',
      '\\',
      '\\"',
      '" ',
      ' "',
      '" "',
      ' ',
      '  ',
      "'",
      '[',
      ']',
      ',',
      '","',
      '-',
      '- -',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

/** As load balancers write it: its quotes escaped, its backslashes as they are. */
const escaped = (text: string) => text.replaceAll('"', '\\"')

interface Format {
  readonly type: string
  readonly key?: string
  readonly trailPrefix?: string
  /** Rows end early: their number of columns does not tell of quotes that stand like those between columns. */
  readonly isShort?: true
  /** In front of all lines. */
  readonly header?: string
  /** How the writer escapes what a client sent. Default: not at all. */
  readonly written?: (text: string) => string
  /** The columns that a client fills, and what they hold in other rows. */
  readonly client: Readonly<Record<string, string>>
  /** A line. */
  readonly line: (client: Readonly<Record<string, string>>) => string
}

const ALB = {
  type: 'alb',
  written: escaped,
  client: {
    request: 'GET https://e.com:443/ HTTP/1.1',
    user_agent: 'curl/8',
    trace_id: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
    domain_name: 'e.com',
    redirect_url: 'https://e.com:443/',
  },
  line: (c) =>
    'https 2024-01-02T01:15:00.1Z app/lb/1 192.0.2.1:2817 10.0.0.1:80 0.1 0.2 0.3 200 201 34 57 ' +
    `"${c.request}" "${c.user_agent}" ECDHE-RSA TLSv1.2 arn:tg "${c.trace_id}" "${c.domain_name}" "arn:cert" 1 ` +
    `2024-01-02T01:15:00.2Z "redirect" "${c.redirect_url}" "why" "10.0.0.1:80" "202" "Ambiguous" "UndefinedContentLength"`,
} as const satisfies Format

/** A format with the first columns of another one. */
function oldAlb(count: number, client: readonly string[]): Format {
  return {
    ...ALB,
    isShort: true,
    client: Object.fromEntries(Object.entries(ALB.client).filter(([name]) => client.includes(name))),
    line: (c) => {
      // Cut where the columns are known: before the client has filled them.
      const names = Object.keys(ALB.client)
      const marked = ALB.line(Object.fromEntries(names.map((name) => [name, `<${name}>`])) as never)
      const columns = marked.match(/"[^"]*"|[^ ]+/g)?.slice(0, count) ?? []
      return columns.join(' ').replaceAll(/<(\w+)>/g, (_, name) => c[name] ?? '')
    },
  }
}

const ACCESS = {
  type: 'server_access',
  client: {
    requester: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE1',
    key: 'a.txt',
    request_uri: 'GET /a.txt HTTP/1.1',
    referer: 'https://e.com/',
    user_agent: 'curl/8',
    host_header: 'my-bucket.s3.amazonaws.com',
  },
  line: (c) =>
    `79a59df900b949e55d96a1e698fbaced my-bucket [02/Jan/2024:03:00:00 +0000] 198.51.100.3 ${c.requester} 3E57427F3EXAMPLE ` +
    // A key is URL-encoded.
    `REST.GET.OBJECT ${encodeURIComponent(c.key ?? '')} "${c.request_uri}" 403 AccessDenied 113 - 7 - "${c.referer}" "${c.user_agent}" - hostid= ` +
    `SigV4 ECDHE AuthHeader ${c.host_header} TLSv1.2`,
} as const satisfies Format

const CLOUDFRONT_COLUMNS =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) ' +
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken ' +
  'x-forwarded-for ssl-protocol ssl-cipher'

const CLOUDFRONT = {
  type: 'cloudfront',
  header: `#Version: 1.0\n#Fields: ${CLOUDFRONT_COLUMNS}\n`,
  client: {
    cs_host: 'd111111abcdef8.cloudfront.net',
    cs_uri_stem: '/a',
    cs_referer: '-',
    cs_user_agent: 'curl/8',
    cs_uri_query: 'a=1',
    cs_cookie: '-',
    x_host_header: 'e.com',
    x_forwarded_for: '-',
  },
  line: (c) =>
    `2024-01-02\t03:04:05\tSFO5\t391\t198.51.100.7\tGET\t${c.cs_host}\t${c.cs_uri_stem}\t403\t${c.cs_referer}\t` +
    `${c.cs_user_agent}\t${c.cs_uri_query}\t${c.cs_cookie}\tError\tk6WGM==\t${c.x_host_header}\thttps\t23\t0.001\t` +
    `${c.x_forwarded_for}\tTLSv1.3\tTLS_AES_128_GCM_SHA256`,
} as const satisfies Format

const UMBRELLA = {
  type: 'cisco_umbrella',
  trailPrefix: 'proxylogs/',
  written: (text: string) => text.replaceAll('"', '""'),
  client: { url: 'https://e.com/', referer: '', user_agent: 'curl/8', request_method: 'GET', file_name: 'a.txt' },
  line: (c) =>
    `"2024-01-02 00:00:01","Laptop","192.168.1.2","203.0.113.4","198.51.100.1","text/html","ALLOWED","${c.url}",` +
    `"${c.referer}","${c.user_agent}","200","100","200","300","abc","Search","","","","","","Roaming Computers","",` +
    `"Laptop,Net","Roaming Computers,Networks","${c.request_method}","","","${c.file_name}","12","34","56"`,
} as const satisfies Format

const FORMATS: Readonly<Record<string, Format>> = {
  'ALB of 29 columns': ALB,
  'ALB of 30 columns': { ...ALB, line: (c) => `${ALB.line(c as never)} TID_1234abcd` },
  'ALB of 33 columns': {
    ...ALB,
    client: { ...ALB.client, transformed_uri: '/x' },
    line: (c) => `${ALB.line(c as never)} TID_1234abcd "h" "${c.transformed_uri}" "TransformSuccess"`,
  },
  // As rows ended in 2016, 2017, 2018 and 2019.
  'ALB of 18 columns': oldAlb(18, ['request', 'user_agent', 'trace_id']),
  'ALB of 20 columns': oldAlb(20, ['request', 'user_agent', 'trace_id', 'domain_name']),
  'ALB of 25 columns': oldAlb(25, Object.keys(ALB.client)),
  'ALB of 27 columns': oldAlb(27, Object.keys(ALB.client)),
  'ALB connections': {
    type: 'alb',
    key: 'conn_log.1.log.gz',
    written: escaped,
    client: { leaf_client_cert_subject: 'CN=e.com,O=Org' },
    line: (c) =>
      '2024-01-02T01:10:00.514108Z 198.51.100.7 36280 443 TLSv1.2 ECDHE-RSA 4.036 ' +
      `"${c.leaf_client_cert_subject}" NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF2 Success TID_3180`,
  },
  CLB: {
    type: 'clb',
    written: escaped,
    client: { request: 'GET http://e.com:80/ HTTP/1.1', user_agent: 'curl/8' },
    line: (c) =>
      '2024-01-02T01:10:00.5Z classic 198.51.100.7:2810 10.0.0.1:80 0.00004 0.0005 0.00002 200 201 0 178 ' +
      `"${c.request}" "${c.user_agent}" ECDHE-RSA TLSv1.2`,
  },
  'CLB of 12 columns': {
    type: 'clb',
    isShort: true,
    written: escaped,
    client: { request: 'GET http://e.com:80/ HTTP/1.1' },
    line: (c) =>
      `2014-01-02T01:10:00.5Z classic 198.51.100.7:2810 10.0.0.1:80 0.00004 0.0005 0.00002 200 201 0 178 "${c.request}"`,
  },
  NLB: {
    type: 'nlb',
    written: escaped,
    client: { domain_name: 'e.com', alpn_client_preference_list: 'h2' },
    line: (c) =>
      'tls 2.0 2024-01-02T01:15:00 net/lb/1 l1 192.0.2.1:51341 10.0.0.1:443 5 2 98 246 - arn:cert - ECDHE tlsv12 - ' +
      // What a client offers is URL-encoded: at least its spaces are.
      `${c.domain_name} h2 http/1.1 "${c.alpn_client_preference_list?.replaceAll(' ', '%20')}" 2024-01-02T01:14:59`,
  },
  CloudFront: CLOUDFRONT,
  'CloudFront without a header': { ...CLOUDFRONT, header: '' },
  Umbrella: UMBRELLA,
  'access log': ACCESS,
  'access log with all columns': { ...ACCESS, line: (c) => `${ACCESS.line(c as never)} arn:aws:s3:ap Yes us-west-2` },
}

function eventsOf({ type, header = '', ...options }: Format, lines: readonly string[]) {
  return decoded(type, `${header}${lines.join('\n')}\n`, options).events
}

function without(event: Readonly<Record<string, unknown>> | undefined, columns: readonly string[]) {
  return Object.fromEntries(Object.entries(event ?? {}).filter(([name]) => !columns.includes(name)))
}

describe.each(Object.entries(FORMATS))('%s', (_, format) => {
  const columns = Object.keys(format.client)
  const plain = format.line(format.client)
  const [usual] = eventsOf(format, [plain])
  const record = fc.record(Object.fromEntries(columns.map((column) => [column, hostile])))

  test('a usual row has what the client sent', () => {
    expect(usual).toMatchObject(format.client)
    expect(usual).not.toHaveProperty('null')
  })

  const { written = (text: string) => text } = format

  test('hostile text in all columns of the client leaves all others right', () => {
    fc.assert(
      fc.property(record, (texts) => {
        const client = Object.fromEntries(Object.entries(texts).map(([column, text]) => [column, written(text)]))
        const events = eventsOf(format, [format.line(client), plain])
        expect(events[1]).toEqual(usual)
        expect(events).toHaveLength(2)
        expect(without(events[0], columns)).toEqual(without(usual, columns))
      }),
    )
  })

  test.each(columns)('hostile text as it is in %s leaves all others right', (column) => {
    fc.assert(
      // A referer that starts like a whole one ends there.
      fc.property(hostile, (text) => {
        fc.pre(column !== 'referer' || !text.startsWith('-" '))
        fc.pre(!format.isShort || !`"${text}"`.includes('" "'))
        // Nothing tells the quotes and commas of one from those between columns.
        fc.pre(format !== UMBRELLA || !/",|""|"$/.test(text))
        const events = eventsOf(format, [format.line({ ...format.client, [column]: text }), plain])
        expect(events[1]).toEqual(usual)
        expect(events).toHaveLength(2)
        expect(without(events[0], [column])).toEqual(without(usual, [column]))
      }),
    )
  })
})

test.each(Object.keys(CLOUDFRONT.client))('tabs in %s leave all columns of CloudFront itself right', (column) => {
  const columns = Object.keys(CLOUDFRONT.client)
  const [usual] = eventsOf(CLOUDFRONT, [CLOUDFRONT.line(CLOUDFRONT.client)])
  const tabbed = fc.array(hostile, { minLength: 2, maxLength: 4 }).map((texts) => texts.join('\t'))
  fc.assert(
    fc.property(tabbed, (text) => {
      const [event] = eventsOf(CLOUDFRONT, [CLOUDFRONT.line({ ...CLOUDFRONT.client, [column]: text } as never)])
      expect(without(event, columns)).toEqual(without(usual, columns))
    }),
  )
})
