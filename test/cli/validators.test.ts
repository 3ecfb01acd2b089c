import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLAGS } from '../../src/cli/flags.ts'
import * as validators from '../../src/cli/validators.ts'

/** Runs a table of accepted texts with their values, and of rejected ones with the error's text. */
function table<T>(
  read: (text: string) => T,
  rows: { accepts: Record<string, T>; rejects: readonly string[]; error: string | ((text: string) => string) },
) {
  const { error } = rows
  test.each(Object.entries(rows.accepts))('accepts %j', (text, value) => {
    expect(read(text)).toEqual(value)
  })
  test.each(rows.rejects)('rejects %j', (text) => {
    expect(() => read(text)).toThrow(new Error(typeof error === 'string' ? error : error(text)))
  })
}

/** Texts that are their own value. */
function same(...texts: string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => [text, text]))
}

describe('bucket name', () => {
  table(validators.bucketName, {
    accepts: same('a-bucket', 'abc', '123', 'my.logs.example', 'a--b', '1.2.3', `a${'b'.repeat(61)}c`, 'x-s3', 'a.-b'),
    rejects: [
      ...['', 'ab', `a${'b'.repeat(62)}c`, 'Bad_Bucket', 'a_b', '-ab', 'ab-', '.ab', 'ab.', 'a..b', '192.168.5.4'],
      ...['xn--abc', 'sthree-abc', 'amzn-s3-demo-bucket', 'abc-s3alias', 'abc--ol-s3', 'abc.mrap', 'abc--x-s3'],
      ...['abc--table-s3', 'abc\n', 'a bucket'],
    ],
    error: (text) => `'${text}' isn't a valid bucket name.`,
  })
})

describe('queue name', () => {
  table(validators.queueName, {
    accepts: same('q', 'My_Queue-1', 'q'.repeat(80)),
    rejects: ['', 'bad queue', 'q.fifo', 'q'.repeat(81), 'q\n'],
    error:
      'Invalid SQS Name specified. Value must be up to 80 characters and the valid values are alphanumeric characters, hyphens (-), and underscores (_)',
  })
})

describe('account ids', () => {
  table(validators.accountIds, {
    accepts: {
      '123456789012': ['123456789012'],
      '999988887777, 123456789012': ['999988887777', '123456789012'],
      '123456789012,123456789012': ['123456789012'],
    },
    rejects: [
      ...['1234', '1234567890123', '12345678901a', '１２３４５６７８９０１２'],
      // The whole list is named, whichever element is bad; an empty one is none.
      ...['123456789012, 99', '', ' ', ',', '123456789012,', ',123456789012', '123456789012, ,123456789012'],
    ],
    error: (text) => `Not valid AWS account ID (numeric digits only): '${text}'.`,
  })
})

describe('role ARN', () => {
  table(validators.roleArn, {
    accepts: same(
      'arn:aws:iam::123456789012:role/r',
      'arn:aws-us-gov:iam::123456789012:role/path/to/r',
      'arn:aws-cn:iam::123456789012:role/a+b=c,d.e@f-g_h',
      'arn:aws:iam:::role/of-ceph',
      'arn:aws:iam::123456789012:role/any!(path)~/r',
    ),
    rejects: [
      '',
      'role/r',
      'arn:aws:iam::123456789012:user/u',
      'arn:aws:iam::123456789012:role/',
      'arn:aws:s3:::b',
      'arn:aws:iam::123456789012:role/a b/r',
      'arn:aws:iam::123456789012:role/p/',
    ],
    error: 'Invalid ARN Role specified. Value must be a valid ARN Role.',
  })
})

describe('role duration', () => {
  const range = 'Invalid session duration specified. Value must be between 900 and 3600.'
  table(validators.roleDuration, {
    accepts: { '900': 900, '3600': 3600, ' 1_200 ': 1200, '+1000': 1000 },
    rejects: ['60', '899', '3601', '-900'],
    error: range,
  })
  table(validators.roleDuration, {
    accepts: {},
    rejects: ['', '1h', '900.5', '9__00', '_900', '0x400', '1e3'],
    error: 'Invalid session duration specified. Value must be a valid number.',
  })
})

describe('path', () => {
  const entities = ['&apos;', '&quot;', '&amp;', '&lt;', '&gt;', '&#13;', '&#10;'].map((entity) => `a${entity}b`)
  table(validators.path, {
    accepts: {
      '': '',
      a: 'a/',
      'a/': 'a/',
      'a/b': 'a/b/',
      'logs\\': 'logs/',
      'logs/\\': 'logs/',
      '\\': '',
      'a&b;': 'a&b;/',
    },
    rejects: [...Array.from('\\{}^%`[]\'"<>~#|', (character) => `a${character}b`), ...entities, 'a\\\\', 'a{'],
    error: (text) =>
      `'${text}' has an invalid character. Avoid to use '\\{}^%\`[]'"<>~#|' or '&apos;&quot;&amp;&lt;&gt;&#13;&#10;'.`,
  })
})

describe('log groups', () => {
  table<readonly string[]>(validators.logGroups, {
    accepts: { 'app,web,': ['app', 'web'], ' app,, web': ['app', 'web'], '/aws/lambda/*': ['/aws/lambda/*'] },
    rejects: ['a{b', 'app,b\\'],
    error: (text) =>
      `'${text}' has an invalid character. Avoid to use '\\{}^%\`[]'"<>~#|' or '&apos;&quot;&amp;&lt;&gt;&#13;&#10;'.`,
  })
})

describe('a list that names nothing', () => {
  test.each([validators.logGroups, validators.commaList])('is refused by %o', (read) => {
    for (const text of ['', ' ', ',', ' , ,']) expect(() => read(text)).toThrow(new Error(`'${text}' names nothing`))
  })
})

describe('date', () => {
  table(validators.date, {
    accepts: {
      '2024-JAN-01': '20240101',
      '2024-jAn-1': '20240101',
      '2024-Feb-29': '20240229',
      '1999-dec-31': '19991231',
    },
    rejects: [
      ...['', '2024-01-01', '2023-FEB-29', '2024-APR-31', '2024-JAN-00', '2024-JAN-32', '2024-ENE-01', '24-JAN-01'],
      ...['2024-JAN-01T00', '2024-JANUARY-01', '2024-JAN-001', '2024-JAN', '-2024-JAN-01'],
    ],
    error: (text) => `Argument not a valid date in format YYYY-MMM-DD: '${text}'.`,
  })

  test('takes every day of the calendar', () => {
    const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, (day) => {
        const [year, , dayOfMonth] = day.toISOString().slice(0, 10).split('-')
        const month = day.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' })
        expect(validators.date(`${year}-${month}-${dayOfMonth}`)).toBe(
          day.toISOString().slice(0, 10).replaceAll('-', ''),
        )
      }),
    )
  })
})

describe('regions', () => {
  const one = ['us-east-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'ap-southeast-5']
  const more = ['il-central-1', 'mx-central-1', 'eusc-de-east-1', 'cn-northwest-1', 'xx-east-1', 'us-east-9']
  table<readonly string[]>(validators.regions, {
    accepts: {
      ...Object.fromEntries([...one, ...more].map((name) => [name, [name]])),
      'us-west-2,eu-west-1, us-west-2': ['eu-west-1', 'us-west-2'],
    },
    rejects: ['', ' ', 'us-east', 'us-1', 'US-EAST-1', 'us-east-1a', 'useast1', 'us_east_1', 'us-east-123'],
    error: (text) => `WARNING: The region '${text}' has not a valid format.'`,
  })

  test.each([
    ['us-east-1,', ''],
    [',', ''],
    [',us-east-1', ''],
    ['us-east-1, ', ' '],
    ['us-east-1, xx,yy', ' xx'],
  ])('names the first bad one of %j', (text, bad) => {
    expect(() => validators.regions(text)).toThrow(`The region '${bad}' has not a valid format.`)
  })
})

describe('endpoint', () => {
  table(validators.endpoint, {
    accepts: {
      ...same('http://127.0.0.1:9', 'https://s3.us-east-1.amazonaws.com', 'HTTPS://host/path'),
      '127.0.0.1:9': 'https://127.0.0.1:9',
      'localhost:4566': 'https://localhost:4566',
      'vpce-1.sts.us-east-1.vpce.amazonaws.com': 'https://vpce-1.sts.us-east-1.vpce.amazonaws.com',
      '[::1]:9000': 'https://[::1]:9000',
    },
    rejects: ['', 'ftp://host', 'http://', 'a host', 'host:99999', 'https://'],
    error: (text) => `'${text}' isn't a valid endpoint: it must be a host or an http or https URL.`,
  })
})

describe('debug level', () => {
  table<number>(validators.debugLevel, {
    accepts: { '0': 0, '1': 1, '3': 3, '4': 3, '99999999999999999999': 3, '-1': 0, ' 2': 2 },
    rejects: ['', 'abc', '1.0', '0x1'],
    error: (text) => `invalid int value: '${text}'`,
  })
})

describe('limits', () => {
  test.each([
    ['--lookback-days', 0, 3650],
    ['--max-object-bytes', 1, Number.MAX_SAFE_INTEGER],
    ['--max-eps', 0, 1_000_000],
    ['--deadline', 0, 2_147_483],
  ])('%s', (long, least, most) => {
    const flag = FLAGS.find((each) => each.long === long)
    if (flag === undefined || !('read' in flag)) throw new Error(`${long} takes no value`)
    const { read } = flag
    expect(read(String(least))).toBe(least)
    expect(read(String(most))).toBe(most)
    for (const text of [String(least - 1), `${most + 1}`, '1.5', 'many', '']) {
      expect(() => read(text)).toThrow(`must be a whole number from ${least} to ${most}: '${text}'`)
    }
  })
})
