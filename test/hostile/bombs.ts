import { randomBytes } from 'node:crypto'
import { constants, gzipSync } from 'node:zlib'
import { openDuck } from '../parsers/parquet/duckdb.ts'

const MB = 2 ** 20
/** Of an object as stored. */
export const MAX_STORED = MB

/** An object that a hostile client or producer can write. */
export interface Bomb {
  readonly type: string
  readonly what: string
  /** Flags beside those of the bucket. */
  readonly argv?: readonly string[]
  /** Of the object. Default: the type's. */
  readonly key?: string
  content(): Buffer | Promise<Buffer>
}

const ACCOUNT = '123456789012'
const KEYS: Readonly<Record<string, string>> = {
  cloudtrail: `AWSLogs/${ACCOUNT}/CloudTrail/us-east-1/2024/01/02/${ACCOUNT}_CloudTrail_us-east-1_20240102T0000Z_a.json.gz`,
  config: `AWSLogs/${ACCOUNT}/Config/us-east-1/2024/1/2/ConfigHistory/${ACCOUNT}_Config_us-east-1_ConfigHistory_AWS::EC2::Instance_20240102T000000Z_20240102T000000Z_1.json.gz`,
  vpcflow: `AWSLogs/${ACCOUNT}/vpcflowlogs/us-east-1/2024/01/02/${ACCOUNT}_vpcflowlogs_us-east-1_fl-0aaaaaaaaaaaaaaa1_20240102T0115Z_h.log.gz`,
  alb: `AWSLogs/${ACCOUNT}/elasticloadbalancing/us-east-1/2024/01/02/${ACCOUNT}_elasticloadbalancing_us-east-1_app.lb.1_20240102T0000Z_192.0.2.1_x.log.gz`,
  clb: `AWSLogs/${ACCOUNT}/elasticloadbalancing/us-east-1/2024/01/02/${ACCOUNT}_elasticloadbalancing_us-east-1_lb_20240102T0000Z_192.0.2.1_x.log`,
  nlb: `AWSLogs/${ACCOUNT}/elasticloadbalancing/us-east-1/2024/01/02/${ACCOUNT}_elasticloadbalancing_us-east-1_net.lb.1_20240102T0000Z_x.log.gz`,
  server_access: '2024-01-02-03-00-00-0123456789ABCDEF',
  cloudfront: 'E2K3EXAMPLE1.2024-01-02-03.a1b2c3d4.gz',
  cisco_umbrella: 'dnslogs/2024-01-02/2024-01-02-00-00-aaaa.csv.gz',
  guardduty: '2024/01/02/03/a.jsonl.gz',
  waf: '2024/01/02/03/aws-waf-logs-a-1-2024-01-02-03-00-00-a',
  custom: '2024/01/02/03/a',
}

export const keyOf = ({ type, key }: Bomb): string => key ?? KEYS[type] ?? 'k'

/** As much of a filler as the ratio of a megabyte allows, between a start and an end. */
function filled(start: string, filler: string, end = '', bytes = 100 * MB): Buffer {
  // Compressed once for each megabyte: an object is made in no time.
  const block = filler.repeat(Math.max(1, Math.floor(MB / filler.length)))
  const [whole, rest] = [Math.floor(bytes / block.length), (bytes % block.length) / filler.length]
  const packed = gzipSync(block, { level: constants.Z_BEST_COMPRESSION })
  const ends = [start, filler.repeat(rest), end].map((part) => gzipSync(part))
  const members = [ends[0] as Buffer, ...Array.from({ length: whole }, () => packed), ...ends.slice(1)]
  const left = MAX_STORED - members.reduce((sum, { length }) => sum + length, 0)
  return left > 100_000 ? Buffer.concat([...members, ...padding(left - 50_000)]) : Buffer.concat(members)
}

/** Empty gzip members with names, of so many bytes. */
function padding(bytes: number): Buffer[] {
  const NAME = 60_000
  return Array.from({ length: Math.floor(bytes / NAME) }, () => {
    const [head, rest] = [Buffer.from(gzipSync('').subarray(0, 10)), gzipSync('').subarray(10)]
    head[3] = 8
    const name = Buffer.from(randomBytes(NAME - 30).map((byte) => byte | 1))
    return Buffer.concat([head, name, Buffer.of(0), rest])
  })
}

const TEXTS = ['alb', 'clb', 'nlb', 'server_access', 'cloudfront', 'cisco_umbrella', 'vpcflow']
const JSONS = ['cloudtrail', 'config', 'guardduty', 'waf', 'custom', 'cloudfront']
const HEADS: Readonly<Record<string, string>> = {
  cloudfront: '#Version: 1.0\n#Fields: date time c-ip cs(User-Agent)\n',
  vpcflow: 'version start end note\n',
}
const START: Readonly<Record<string, string>> = {
  cloudtrail: '{"Records":[',
  config: '{"configurationItems":[',
}
const END: Readonly<Record<string, string>> = { cloudtrail: ']}', config: ']}' }
const json = (type: string, start: string, filler: string, end: string, bytes?: number) =>
  filled(`${START[type] ?? ''}${start}`, filler, `${end}${END[type] ?? ''}`, bytes)

const texts: readonly Bomb[] = TEXTS.flatMap((type) => {
  const head = HEADS[type] ?? ''
  const one = (what: string, content: () => Buffer): Bomb => ({ type, what, content })
  return [
    one('one line', () => filled(head, 'x')),
    one('a line of 7.9 MB', () => filled(head, 'x', '\n', 7.9 * MB)),
    one('empty lines', () => filled(head, '\n')),
    one('lines of a letter', () => filled(head, 'x\n')),
    one('lines of spaces', () => filled(head, `${' '.repeat(4000)}\n`)),
    one('quotes', () => filled(head, '"', '\n', 7.9 * MB)),
    one('quotes and spaces', () => filled(head, '" "', '\n', 7.9 * MB)),
    one('lines of quotes', () => filled(head, `x "${'" "'.repeat(1000)}\n`)),
    one('backslashes', () => filled(head, '"\\', '\n', 7.9 * MB)),
    one('tabs and commas', () => filled(head, '"a","b"\t', '\n', 7.9 * MB)),
  ]
})

const ALB = (request: string, tail = '') =>
  `https 2024-01-02T03:04:05.000000Z app/lb/1 192.0.2.1:1 10.0.0.1:80 0 0 0 200 200 1 1 "${request}${tail}\n`
const TLS = '" - - - "'
const LINES: readonly (readonly [string, (size: number) => string])[] = [
  ['separators of TLS', (size) => ALB(TLS.repeat(size / 9))],
  ['separators of TLS with targets', (size) => ALB('" - - arn:a "'.repeat(size / 13))],
  ['separators of rules', (size) => ALB(`x" "a" - - - "${'" 1 2024-01-02T03:04:05Z "'.repeat(size / 26)}`)],
  ['traces', (size) => ALB(`x" "a" - - - "b" "c" "d" 1 2024-01-02T03:04:05Z "${'" TID_a "'.repeat(size / 9)}`)],
  ['ends of texts', (size) => ALB(`x" "a" - - - "b" "c" "d" 1 2024-01-02T03:04:05Z "${'" - "'.repeat(size / 5)}`)],
  [
    'targets',
    (size) =>
      `${ALB('GET / HTTP/1.1', '" "a" - - arn "t" "d" "c" 1 2024-01-02T03:04:05Z "f" "-" "-" ').trim()} "${'a:1 '.repeat(size / 4)}" "200" "-" "-" TID_a\n`,
  ],
]
const lines: readonly Bomb[] = LINES.flatMap(([what, line]) => [
  { type: 'alb', what: `${what}, a line`, content: () => filled('', line(7 * MB), '', 7.5 * MB) },
  { type: 'alb', what: `${what}, lines`, content: () => filled('', line(60_000)) },
])

const ACCESS = 'owner bucket [02/Jan/2024:03:00:00 +0000] 192.0.2.1 r id REST.GET.OBJECT k '
const access: readonly Bomb[] = [
  ['requests', '"GET / HTTP/1.1" 200 - '],
  ['agents', '" "-" "-" '],
  ['brackets', '[02/Jan/2024:03:00:00 +0000] '],
].flatMap(([what = '', filler = '']) => [
  { type: 'server_access', what: `${what}, a line`, content: () => filled(ACCESS, filler, '\n', 7.5 * MB) },
  {
    type: 'server_access',
    what: `${what}, lines`,
    content: () => filled('', `${ACCESS}${filler.repeat(60_000 / filler.length)}\n`),
  },
])

const MEMBERS = `{${Array.from({ length: 100 }, (_, n) => `"${n}":1`).join()}}\n`
const jsons: readonly Bomb[] = JSONS.flatMap((type) => {
  const one = (what: string, content: () => Buffer): Bomb => ({ type, what, content })
  return [
    one('deep lists', () => json(type, '', '[', '')),
    one('deep objects', () => json(type, '', '{"a":', '')),
    one('empty objects', () => json(type, '', type in START ? '{},' : '{}\n', type in START ? '{}' : '')),
    one('a long text', () => json(type, '{"a":"', 'x', '"}')),
    one('a text of 15 MB', () => json(type, '{"a":"', 'x', '"}', 15 * MB)),
    one('a text of escapes', () => json(type, '{"a":"', '\\u00e9', '"}', 15 * MB)),
    one('a text of é', () => json(type, '{"a":"', 'é', '"}', 15 * MB)),
    one('numbers', () => json(type, '{"a":[', '1,', '1]}', 15 * MB)),
    one('a long number', () => json(type, '{"a":', '1', '}', 15 * MB)),
    one('lists', () => json(type, '{"a":[', '[],', '1]}', 15 * MB)),
    one('texts', () => json(type, '{"a":[', '"",', '1]}', 15 * MB)),
    one('nulls', () => json(type, '{"a":[', 'null,', '1]}', 15 * MB)),
    one('the same member', () => json(type, '{', '"a":1,', '"b":1}', 15 * MB)),
    one('bad lines', () => json(type, '', 'x\n', '')),
    one('spaces', () => json(type, '{"a":1', ' ', '}')),
    one('repeated members', () => members(type, 440_000)),
  ]
})

/** Different members, one of them twice. */
function members(type: string, count: number): Buffer {
  const names = Array.from({ length: count }, (_, n) => `"${n.toString(36)}":1`).join()
  const content = `${START[type] ?? ''}{${names},"0":2}${END[type] ?? ''}`
  return gzipSync(content, { level: constants.Z_BEST_COMPRESSION })
}

const FIELDS: readonly (readonly [string, string, string])[] = [
  ['guardduty', '{"service":{"action":{"portProbeAction":{"portProbeDetails":[', ']}}}}'],
  ['cloudtrail', '{"requestParameters":{"a":[', ']}}'],
  ['cloudtrail', '{"requestParameters":{"disableApiTermination":[', ']}}'],
  ['cloudtrail', '{"responseElements":[', ']}'],
  ['cloudtrail', '{"additionalEventData":[', ']}'],
  ['cloudtrail', '{"policyDocument":[', ']}'],
  ['config', '{"configuration":{"securityGroups":[', ']}}'],
  ['config', '{"configuration":{"state":[', ']}}'],
  ['config', '{"configuration":[', ']}'],
  ['waf', '{"httpRequest":{"headers":[', ']}}'],
  ['custom', '{"detail-type":"x","source":"aws.macie","detail":{"summary":{"a":[', ']}}}'],
  ['custom', '{"detail-type":"x","source":"aws.macie","detail":{"service":{"additionalInfo":{"unusual":[', ']}}}}'],
]
const fields: readonly Bomb[] = FIELDS.flatMap(([type, start, end]) =>
  [
    ['1', '1'],
    ['""', '""'],
    ['{"name":"te","value":1}', 'headers'],
    ['{"a":1}', 'objects'],
  ].map(([element = '', what = '']) => ({
    type,
    what: `${start.slice(1, 60)} ${what}`,
    content: () => json(type, start, `${element},`, `${element}${end}`, 15 * MB),
  })),
)

const sql = (what: string, query: string, options: string, type = 'vpcflow'): Bomb => ({
  type,
  what: `Parquet, ${what}`,
  key: KEYS[type]?.replace('.gz', '.parquet') ?? '',
  async content() {
    const duck = await openDuck()
    const file = await duck.write(query, options)
    duck.close()
    return Buffer.from(file)
  },
})
/** So many rows and columns. */
const table = (rows: number, columns: number, value = '1') =>
  `select ${Array.from({ length: columns }, (_, n) => `${value} as c${n}`).join()} from range(${rows}) t(i)`
const parquet: readonly Bomb[] = ['brotli', 'zstd', 'gzip', 'snappy'].flatMap((codec) => [
  sql(
    `${codec}, texts of 1 MB`,
    `select repeat('a', 1000000) || (i % 7)::varchar as note, 1 as start from range(100) t(i)`,
    `compression ${codec}`,
  ),
  sql(
    `${codec}, many rows`,
    'select 1 as start, 2 as "end", null as note from range(3000000) t(i)',
    `compression ${codec}`,
  ),
  sql(`${codec}, many columns`, table(20_000, 2000), `compression ${codec}`),
])
const TIME = "timestamp '2024-01-02 03:04:05.123456' + to_days((i % 5)::int)"
const nearParquet: readonly Bomb[] = ['vpcflow', 'cloudfront'].flatMap((type) => [
  sql('many columns', table(20_000, 2000), 'compression zstd', type),
  sql('as many rows as fit', table(600_000, 1), 'compression zstd', type),
  sql('as many times as fit', table(type === 'vpcflow' ? 28_000 : 19_800, 100, TIME), 'compression zstd', type),
  sql('as many columns as fit', table(type === 'vpcflow' ? 1990 : 990, 2000), 'compression zstd', type),
])

/** Very near to bounds: most of these objects are read to their end, many of them twice, and their events are sent. */
const near: readonly Bomb[] = [
  ...['alb', 'clb', 'nlb', 'server_access', 'cloudfront', 'cisco_umbrella'].flatMap((type): Bomb[] => [
    { type, what: 'as many lines as fit', content: () => filled(HEADS[type] ?? '', 'x\n', '', 1.1 * MB) },
    { type, what: 'as many fields as fit', content: () => filled('', wideLine(type, 4000), '', 24 * MB * 2 * 0.9) },
  ]),
  ...(['clb', 'nlb'] as const).map(
    (type): Bomb => ({
      type,
      what: 'as many quotes as fit',
      content: () => filled('', `x "${'" "'.repeat(1000)}\n`, '', (type === 'clb' ? 66 : 22) * MB),
    }),
  ),
  { type: 'vpcflow', what: 'as many lines as fit', content: () => filled('', `${'1 '.repeat(13)}1\n`, '', 16 * MB) },
  { type: 'vpcflow', what: 'as many fields as fit', content: () => filled('', wideLine('vpcflow', 4000), '', 43 * MB) },
  ...JSONS.map((type): Bomb => {
    const count = 600_000
    const bytes = count * (type in START ? 3 : type === 'custom' ? 14 : 3)
    const object = type === 'custom' ? '{"detail":{}}' : '{}'
    const end = type in START ? object : ''
    return {
      type,
      what: 'as many objects as fit',
      content: () => json(type, '', `${object}${type in START ? ',' : '\n'}`, end, bytes),
    }
  }),
  { type: 'cloudfront', what: 'as many members as fit', content: () => json('cloudfront', '', MEMBERS, '', 13 * MB) },
  ...FIELDS.map(([type, start, end]): Bomb => {
    const [after, last] = type in START ? [',', '{}'] : ['\n', '']
    const filler = `${start}${'1,'.repeat(498_999)}1${end}${after}`
    return {
      type,
      what: `${start.slice(1, 60)} as many values as fit`,
      content: () => json(type, '', filler, last, 4.5 * MB),
    }
  }),
]

/** A line of so many fields. */
function wideLine(type: string, fields: number): string {
  const delimiter = { cloudfront: '\t', cisco_umbrella: ',' }[type] ?? ' '
  return `${`1${delimiter}`.repeat(fields)}\n`
}

const ANY: readonly (readonly [string, () => Buffer])[] = [
  ['a header without an end', () => filled('', 'a')],
  ['a header of commas', () => filled('', ',')],
  ['a header of quotes', () => filled('', '"')],
  ['a table of empty columns', () => filled(`${'a,'.repeat(4000)}b\n`, `${','.repeat(4000)}\n`)],
  ['a table of a column', () => filled('a,b\n', '1\n')],
  ['a table with spaces', () => filled('a, b\n', '1, "x" \n')],
  ['empty lines', () => filled('', '\n')],
  ['deep lists', () => filled('', '[')],
  ['documents', () => filled('', '{}')],
  ['objects of lists', () => filled('{"detail":{"a":[', '1,', '1]}}', 15 * MB)],
  ['packed zeros', () => gzipSync(gzipSync(Buffer.alloc(60 * MB)))],
]
const any: readonly Bomb[] = ANY.map(([what, content]) => ({ type: 'buckets', what, content, key: 'k' }))

const regex: readonly Bomb[] = [
  ['linear', '(x+)+$'],
  ['bounded', '.*y'],
  ['watched', '(x+)+\\by'],
].flatMap(([kind = '', pattern = '']) =>
  (['cloudtrail', 'server_access'] as const).map((type) => ({
    type,
    what: `discarded by a ${kind} expression`,
    argv: ['--discard-field', type === 'cloudtrail' ? 'a' : 'bucket', '--discard-regex', pattern],
    content: () =>
      type === 'cloudtrail' ? json(type, '{"a":"', 'x', '"}', 15 * MB) : filled('owner ', 'x', ` ${ACCESS}\n`, 7 * MB),
  })),
)

export const BOMBS: readonly Bomb[] = [
  ...texts,
  ...lines,
  ...access,
  ...jsons,
  ...fields,
  ...parquet,
  ...near,
  ...nearParquet,
  ...any,
  ...regex,
]
