import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findOverlaps } from '../../src/ossec-conf/overlaps.ts'
import { readOssecConf } from '../../src/ossec-conf/read.ts'

const read = (text: string, more: object = {}) => readOssecConf(text, { debugLevel: 0, ...more })

/** A file with one block, whose content starts on line 3. */
const block = (content: string) => `<ossec_config>\n<wodle name="aws-s3">\n${content}\n</wodle>\n</ossec_config>\n`
const findingsOf = (text: string, more: object = {}) =>
  read(text, more).findings.map(({ line, level, text }) => `${line} ${level}: ${text}`)
const argvOf = (text: string, more: object = {}) =>
  read(text, more).blocks.flatMap(({ sources }) => sources.map(({ argv }) => argv.join(' ')))

const BUCKET = '<bucket type="cloudtrail">\n<name>my-trail</name>\n'

describe('the command line of a source', () => {
  test.each<[string, string, string[]]>([
    ['a bucket', `${BUCKET}</bucket>`, ['--bucket my-trail --type cloudtrail']],
    [
      'all tags of a bucket, in the order of the manager',
      `<skip_on_error>yes</skip_on_error>
      <bucket type='config'>
        <sts_endpoint>sts.us-east-1.amazonaws.com</sts_endpoint>
        <service_endpoint>bucket.vpce-1-a.s3.us-east-1.vpce.amazonaws.com</service_endpoint>
        <discard_regex field="a.b">^x$</discard_regex>
        <regions>us-east-1,eu-west-1</regions>
        <only_logs_after>2024-JAN-31</only_logs_after>
        <path_suffix>s</path_suffix>
        <path>p</path>
        <aws_account_alias>prod</aws_account_alias>
        <aws_account_id>123456789012</aws_account_id>
        <aws_organization_id>o-1</aws_organization_id>
        <iam_role_duration>900</iam_role_duration>
        <iam_role_arn>arn:aws:iam::123456789012:role/r</iam_role_arn>
        <aws_profile>dev</aws_profile>
        <remove_from_bucket>yes</remove_from_bucket>
        <name>my-trail</name>
      </bucket>`,
      [
        '--bucket my-trail --remove --aws_profile dev --iam_role_arn arn:aws:iam::123456789012:role/r ' +
          '--iam_role_duration 900 --aws_organization_id o-1 --aws_account_id 123456789012 --aws_account_alias prod ' +
          '--trail_prefix p --trail_suffix s --only_logs_after 2024-JAN-31 --regions us-east-1,eu-west-1 ' +
          '--discard-field a.b --discard-regex ^x$ --sts_endpoint sts.us-east-1.amazonaws.com ' +
          '--service_endpoint bucket.vpce-1-a.s3.us-east-1.vpce.amazonaws.com --type config --skip_on_error',
      ],
    ],
    [
      'buckets before services before subscribers',
      `<subscriber type="buckets"><sqs_name>q</sqs_name></subscriber>
      <service type="inspector"></service>
      <service type="cloudwatchlogs"><aws_log_groups>a,b</aws_log_groups><remove_log_streams>yes</remove_log_streams>
        <discard_regex>x</discard_regex></service>
      ${BUCKET}<remove_from_bucket>no</remove_from_bucket></bucket>`,
      [
        '--bucket my-trail --type cloudtrail',
        '--service inspector',
        '--service cloudwatchlogs --aws_log_groups a,b --remove-log-streams --discard-regex x',
        '--subscriber buckets --queue q',
      ],
    ],
    [
      'the form without a type',
      '<bucket>my-trail</bucket><access_key>A</access_key><secret_key>S</secret_key><remove_from_bucket>yes</remove_from_bucket>',
      ['--bucket my-trail --remove --access_key A --secret_key S --type cloudtrail'],
    ],
  ])('%s', (_, content, expected) => {
    expect(argvOf(block(content))).toEqual(expected)
  })

  test('has the debug level of the manager', () => {
    expect(argvOf(block(`${BUCKET}</bucket>`), { debugLevel: 2 })).toEqual([
      '--bucket my-trail --type cloudtrail --debug 2',
    ])
  })
})

test('several blocks, roots and files of agents are read', () => {
  const one = `<wodle name='aws-s3'>${BUCKET}</bucket></wodle>`
  const text = `<ossec_config>${one}<!-- ${one} --></ossec_config>\n<ossec_config><syscheck/>\n${one}</ossec_config>
    <agent_config os="Linux"><wodle name="aws-s3"><disabled>yes</disabled>${BUCKET}</bucket></wodle></agent_config>`
  const { blocks, findings } = read(text)
  expect(findings).toEqual([])
  expect(blocks.map(({ line, isDisabled }) => [line, isDisabled])).toEqual([
    [1, false],
    [7, false],
    [10, true],
  ])
})

// The examples of the documentation, and configurations as people run them.
describe('has nothing to say of', () => {
  test.each([
    [
      'a trail with a profile',
      `<disabled>no</disabled><interval>10m</interval><run_on_start>yes</run_on_start><skip_on_error>yes</skip_on_error>
      <bucket type="cloudtrail"><name>wazuh-cloudtrail</name><aws_profile>default</aws_profile></bucket>`,
    ],
    [
      'several services in one block',
      `<interval>1h</interval>
      <bucket type="guardduty"><name>wazuh-guardduty</name><path>guardduty</path></bucket>
      <bucket type="custom"><name>wazuh-macie</name><path>macie</path></bucket>
      <bucket type="vpcflow"><name>wazuh-vpc</name><regions>us-east-1</regions><only_logs_after>2024-jan-01</only_logs_after></bucket>
      <bucket type="cisco_umbrella"><name>umbrella-bucket</name><path>dnslogs</path></bucket>
      <bucket type="waf"><name>aws-waf-logs</name><path>waf/</path></bucket>
      <bucket type="server_access"><name>access-logs</name><path>logs</path></bucket>
      <service type="inspector"><aws_profile>default</aws_profile><regions>us-east-1</regions></service>
      <service type="cloudwatchlogs"><aws_log_groups>/aws/ecr/image-scan,app</aws_log_groups></service>
      <subscriber type="security_lake"><sqs_name>AmazonSecurityLake-1-Main-Queue</sqs_name>
        <iam_role_arn>arn:aws:iam::123456789012:role/AmazonSecurityLake-1</iam_role_arn>
        <iam_role_duration>1300</iam_role_duration><external_id>wazuh-external-id</external_id></subscriber>
      <subscriber type="security_hub"><sqs_name>hub</sqs_name></subscriber>`,
    ],
    [
      'VPC endpoints and FIPS',
      `<service type="cloudwatchlogs"><aws_log_groups>log-group</aws_log_groups>
        <service_endpoint>https://xxxxxx.xxxxxx.logs.us-east-2.vpce.amazonaws.com</service_endpoint></service>
      <bucket type="cloudtrail"><name>bucket-1</name>
        <sts_endpoint>xxxxxx.sts.us-east-2.vpce.amazonaws.com</sts_endpoint>
        <service_endpoint>https://bucket.xxxxxx.s3.us-east-2.vpce.amazonaws.com</service_endpoint></bucket>
      <bucket type="cloudtrail"><name>bucket-2</name>
        <sts_endpoint>sts-fips.us-east-1.amazonaws.com</sts_endpoint>
        <service_endpoint>s3-fips.us-east-1.amazonaws.com</service_endpoint></bucket>
      <service type="cloudwatchlogs"><aws_log_groups>fips</aws_log_groups><regions>us-east-1</regions>
        <service_endpoint>logs-fips.us-east-1.amazonaws.com</service_endpoint></service>`,
    ],
    [
      'GovCloud and China',
      `<bucket type="cloudtrail"><name>gov-trail</name><regions>us-gov-west-1,us-gov-east-1</regions>
        <iam_role_arn>arn:aws-us-gov:iam::123456789012:role/r</iam_role_arn></bucket>
      <bucket type="config"><name>cn-config</name><regions>cn-north-1</regions></bucket>`,
    ],
    [
      'an organization, one bucket with several paths, and load balancers',
      `<bucket type="cloudtrail"><name>org</name><aws_organization_id>o-abc123</aws_organization_id></bucket>
      <bucket type="alb"><name>elb</name><path>alb</path></bucket>
      <bucket type="nlb"><name>elb</name><path>nlb</path></bucket>
      <bucket type="custom"><name>lake</name><path>a</path></bucket>
      <bucket type="custom"><name>lake</name><path>ab</path></bucket>`,
    ],
    ['a schedule', `<interval>1w</interval><wday>monday</wday><time>21:30</time>${BUCKET}</bucket>`],
    ['another schedule', `<interval>1M</interval><day>31</day><time>1:05</time>${BUCKET}</bucket>`],
  ])('%s', (_, content) => {
    const text = block(content)
    expect(findingsOf(text)).toEqual([])
    const sources = read(text).blocks.flatMap(({ sources }) => sources)
    expect(findOverlaps(sources.map((source) => ({ file: 'f', source })))).toEqual([])
    expect(sources.length).toBeGreaterThan(0)
  })
})

describe('what the manager refuses is found with its line', () => {
  test.each<[string, string, string]>([
    ['no source', '<interval>5m</interval>', '2 refused: the block has no <bucket>, <service> or <subscriber>'],
    [
      'an unknown tag of the block',
      `<enabled>yes</enabled>\n${BUCKET}</bucket>`,
      '3 refused: <wodle> does not know <enabled>',
    ],
    [
      'a switch that is neither',
      `<disabled>false</disabled>${BUCKET}</bucket>`,
      "3 refused: <disabled> must be yes or no, not 'false'",
    ],
    [
      'a switch with white space',
      `${BUCKET}<remove_from_bucket> yes</remove_from_bucket></bucket>`,
      "5 refused: <remove_from_bucket> must be yes or no, not ' yes'",
    ],
    [
      'a switch in upper case',
      `<run_on_start>Yes</run_on_start>${BUCKET}</bucket>`,
      "3 refused: <run_on_start> must be yes or no, not 'Yes'",
    ],
    [
      'an interval without a unit it knows',
      `<interval>10min</interval>${BUCKET}</bucket>`,
      "3 refused: <interval> cannot be '10min': write a number with s, m, h, d or w after it, such as 10m",
    ],
    [
      'an interval of nothing',
      `<interval>0m</interval>${BUCKET}</bucket>`,
      "3 refused: <interval> cannot be '0m': write a number with s, m, h, d or w after it, such as 10m",
    ],
    [
      'a day that no month has',
      `<interval>1M</interval><day>32</day>${BUCKET}</bucket>`,
      "3 refused: <day> cannot be '32': write a day of the month, 1 to 31",
    ],
    [
      'a weekday that is none',
      `<interval>1w</interval><wday>someday</wday>${BUCKET}</bucket>`,
      "3 refused: <wday> cannot be 'someday': write a day of the week, such as monday",
    ],
    [
      'a time of day that is none',
      `<interval>1d</interval><time>25:00</time>${BUCKET}</bucket>`,
      "3 refused: <time> cannot be '25:00': write hours and minutes, such as 21:30",
    ],
    [
      'day and weekday',
      `<day>1</day><wday>mon</wday>${BUCKET}</bucket>`,
      '3 refused: <wday> and <day> cannot be used together',
    ],
    [
      'no type',
      '<bucket><name>my-trail</name></bucket>',
      '3 refused: <bucket> needs the attribute type: cloudtrail, config, custom, guardduty, vpcflow, cisco_umbrella, waf, alb, clb, nlb, server_access',
    ],
    [
      'a type in upper case',
      '<bucket type="CloudTrail"><name>my-trail</name></bucket>',
      `3 refused: <bucket> does not know the type 'CloudTrail': write type="cloudtrail"`,
    ],
    [
      'a type of another kind',
      '<service type="guardduty"></service>',
      "3 refused: <service> does not know the type 'guardduty': it is one of inspector, cloudwatchlogs",
    ],
    [
      'a type of this program alone',
      '<bucket type="cloudfront"><name>cdn</name></bucket>',
      '3 refused: the manager does not know <bucket type="cloudfront">: aws-s3 does, so run it with aws-s3 run --ossec-conf or from cron',
    ],
    [
      'another attribute',
      '<bucket type="alb" region="x"><name>elb</name></bucket>',
      "3 refused: <bucket> does not know the attribute 'region'",
    ],
    [
      'an unknown tag of a source',
      `${BUCKET}<prefix>x</prefix></bucket>`,
      '5 refused: <bucket> does not know <prefix>',
    ],
    [
      'a tag of another kind of source',
      `${BUCKET}<aws_log_groups>x</aws_log_groups></bucket>`,
      '5 refused: <bucket> does not know <aws_log_groups>',
    ],
    [
      'a tag of another type',
      '<service type="inspector">\n<aws_log_groups>x</aws_log_groups></service>',
      '4 refused: <aws_log_groups> is for type cloudwatchlogs, not for inspector',
    ],
    ['no name', '<bucket type="alb">\n</bucket>', '3 refused: <bucket> needs <name>'],
    ['an empty name', '<bucket type="alb">\n<name></name></bucket>', '4 refused: <name> is empty'],
    ['no queue', '<subscriber type="buckets"></subscriber>', '3 refused: <subscriber> needs <sqs_name>'],
    ['an empty account', `${BUCKET}<aws_account_id></aws_account_id></bucket>`, '5 refused: <aws_account_id> is empty'],
    [
      'an expression without a field',
      `${BUCKET}<discard_regex>x</discard_regex></bucket>`,
      '5 refused: <discard_regex> needs the attribute field: the field to look at',
    ],
    [
      'an expression for Security Lake',
      '<subscriber type="security_lake"><sqs_name>q</sqs_name><iam_role_arn>arn:aws:iam::123456789012:role/r</iam_role_arn><external_id>e</external_id>\n<discard_regex field="a">x</discard_regex></subscriber>',
      '4 refused: events of security_lake cannot be discarded',
    ],
    [
      'a source inside another',
      `${BUCKET}<bucket type="alb"><name>elb</name></bucket></bucket>`,
      '5 refused: <bucket> stands inside <bucket>: close <bucket> first',
    ],
    [
      'an element in a value',
      '<bucket type="alb"><name>elb<path>x</path></name></bucket>',
      '3 refused: <path> stands inside <name>: close <name> first',
    ],
  ])('%s', (_, content, expected) => {
    const text = block(content)
    expect(findingsOf(text)).toEqual([expected])
    expect(read(text).blocks[0]?.isUnusable).toBe(!expected.includes('the manager does not know <'))
  })

  test.each([
    [
      'a file that is no XML',
      '<ossec_config>\n<wodle>\n</ossec_config>',
      '3 refused: </ossec_config> stands where </wodle> must close line 2',
    ],
    [
      'a wodle of a name that is nearly right',
      '<ossec_config>\n<wodle name="AWS-S3"></wodle></ossec_config>',
      `2 refused: the manager does not know the wodle 'AWS-S3': write name="aws-s3"`,
    ],
  ])('%s', (_, text, expected) => {
    expect(findingsOf(text)).toEqual([expected])
    expect(read(text).blocks).toEqual([])
  })
})

describe('what people often get wrong is found with its line', () => {
  const bucket = (content: string) => `${BUCKET}${content}</bucket>`
  const logs = (content: string) => `<service type="cloudwatchlogs">\n${content}</service>`
  test.each<[string, string, string]>([
    [
      'a path that ends in AWSLogs',
      bucket('<path>logs/AWSLogs</path>'),
      "5 mistake: <path>: 'logs/AWSLogs' goes too far: the path is what stands before AWSLogs/: write logs",
    ],
    [
      'a path that is AWSLogs',
      bucket('<path>AWSLogs/123456789012/CloudTrail</path>'),
      "5 mistake: <path>: 'AWSLogs/123456789012/CloudTrail' goes too far: the path is what stands before AWSLogs/, here nothing: remove the tag",
    ],
    [
      'a path with a slash in front',
      bucket('<path>/logs</path>'),
      '5 mistake: <path>: keys do not begin with a slash: write logs',
    ],
    [
      'a path of a slash alone',
      bucket('<path>/</path>'),
      '5 mistake: <path>: keys do not begin with a slash: write nothing',
    ],
    [
      'a suffix with a slash in front',
      bucket('<path_suffix>/x</path_suffix>'),
      '5 mistake: <path_suffix>: keys do not begin with a slash: write x',
    ],
    ['an empty path', bucket('<path></path>'), '5 mistake: <path> is empty'],
    ['empty regions', bucket('<regions/>'), '5 mistake: <regions> is empty'],
    ['a value of white space', bucket('<aws_profile> </aws_profile>'), '5 mistake: <aws_profile> is empty'],
    [
      'a bucket as ARN',
      '<bucket type="alb">\n<name>arn:aws:s3:::my-logs/x</name></bucket>',
      "4 mistake: <name>: 'arn:aws:s3:::my-logs/x' is not a bucket name: write my-logs",
    ],
    [
      'a bucket as S3 URI',
      '<bucket type="alb">\n<name>s3://my-logs/</name></bucket>',
      "4 mistake: <name>: 's3://my-logs/' is not a bucket name: write my-logs",
    ],
    [
      'a bucket name with capitals',
      '<bucket type="alb">\n<name>MyLogs</name></bucket>',
      "4 mistake: <name>: 'MyLogs' isn't a valid bucket name.",
    ],
    [
      'a date in numbers',
      bucket('<only_logs_after>2024-01-31</only_logs_after>'),
      "5 mistake: <only_logs_after>: '2024-01-31' is not in the form YYYY-MMM-DD: write 2024-JAN-31",
    ],
    [
      'a date with a time',
      bucket('<only_logs_after>20240131T00:00:00Z</only_logs_after>'),
      "5 mistake: <only_logs_after>: '20240131T00:00:00Z' is not in the form YYYY-MMM-DD: write 2024-JAN-31",
    ],
    [
      'a date that is none',
      bucket('<only_logs_after>31-Jan-2024</only_logs_after>'),
      "5 mistake: <only_logs_after>: Argument not a valid date in format YYYY-MMM-DD: '31-Jan-2024'.",
    ],
    [
      'a region that does not exist',
      bucket('<regions>us-est-1</regions>'),
      "5 mistake: <regions>: there is no region 'us-est-1'",
    ],
    [
      'a comma too many',
      bucket('<regions>us-east-1,</regions>'),
      "5 mistake: <regions>: 'us-east-1,' has an empty element between two commas or at an end",
    ],
    [
      'regions with spaces',
      bucket('<regions>us-east-1, eu-west-1</regions>'),
      '5 mistake: <regions>: before 4.14.8 the manager splits the value at its white space',
    ],
    [
      'a path with a space',
      bucket('<path>my logs</path>'),
      '5 mistake: <path>: before 4.14.8 the manager splits the value at its white space',
    ],
    [
      'space around a value',
      bucket('<aws_profile> dev</aws_profile>'),
      '5 mistake: <aws_profile>: white space around the value is passed on: remove it',
    ],
    [
      'a backslash',
      bucket('<discard_regex field="a">\\d+</discard_regex>'),
      '5 mistake: <discard_regex>: the manager drops backslashes',
    ],
    [
      'an entity',
      bucket('<aws_account_alias>a&amp;b</aws_account_alias>'),
      "5 mistake: <aws_account_alias>: the manager does not decode &amp;: write the character itself ('\\<' for '<')",
    ],
    [
      'an account of eleven digits',
      bucket('<aws_account_id>12345678901</aws_account_id>'),
      "5 mistake: <aws_account_id>: Not valid AWS account ID (numeric digits only): '12345678901'.",
    ],
    [
      'a role that is none',
      bucket('<iam_role_arn>arn:aws:iam::1:user/x</iam_role_arn>'),
      '5 mistake: <iam_role_arn>: Invalid ARN Role specified. Value must be a valid ARN Role.',
    ],
    [
      'a duration without a role',
      bucket('<iam_role_duration>900</iam_role_duration>'),
      '3 mistake: <iam_role_duration> needs <iam_role_arn>',
    ],
    [
      'a tag twice',
      bucket('<path>a</path>\n<path>b</path>'),
      '6 mistake: <path> is given twice in this <bucket>: only the last one counts',
    ],
    [
      'a tag of the block twice',
      `<interval>5m</interval><interval>6m</interval>${BUCKET}</bucket>`,
      '3 mistake: <interval> is given twice in this <wodle>: only the last one counts',
    ],
    [
      'keys',
      bucket('<access_key>A</access_key>'),
      '5 mistake: <access_key> is deprecated: use a profile (<aws_profile>) or a role',
    ],
    ['an attribute too many', bucket('<path x="1">a</path>'), "5 mistake: <path> does not know the attribute 'x'"],
    ['no log groups', logs(''), '3 mistake: no <aws_log_groups>: nothing is read'],
    [
      'no role for Security Lake',
      '<subscriber type="security_lake"><sqs_name>q</sqs_name><external_id>e</external_id></subscriber>',
      '3 mistake: <subscriber> needs <iam_role_arn>',
    ],
    [
      'an interval shorter than a run',
      `<interval>30s</interval>${BUCKET}</bucket>`,
      '3 mistake: <interval> 30s is shorter than most runs: the manager starts the next one at once',
    ],
    [
      'an interval beside a time',
      `<interval>10m</interval><time>10:00</time>${BUCKET}</bucket>`,
      '3 mistake: <interval> 10m is not used: with <time> it must be a multiple of days (d)',
    ],
    [
      'the form without a type',
      '<bucket>my-trail</bucket>',
      '3 mistake: the form without a type is deprecated: write <bucket type="cloudtrail"> with a <name> inside',
    ],
  ])('%s', (_, content, expected) => {
    const text = block(content)
    expect(findingsOf(text)).toEqual([expected])
    expect(read(text).blocks[0]?.isUnusable).toBe(false)
  })

  test('a profile that the user does not have', () => {
    const text = block(bucket('<aws_profile>dev</aws_profile>'))
    expect(findingsOf(text, { profiles: new Set(['default']) })).toEqual([
      "5 mistake: <aws_profile>: there is no profile 'dev' in the AWS files of this user",
    ])
    expect(findingsOf(text, { profiles: new Set(['dev']) })).toEqual([])
  })

  test.each([
    ['outside', `<wodle name="aws-s3">${BUCKET}</bucket></wodle>`, 'outside everything'],
    ['in another block', block(`${BUCKET}</bucket>\n<wodle name="aws-s3"></wodle>`), 'inside <wodle>'],
  ])('a block %s', (_, text, place) => {
    expect(findingsOf(text)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^\\d mistake: the block stands ${place}: the manager reads it only inside <ossec_config> or <agent_config>$`,
        ),
      ),
    ])
  })
})

describe('sources that read the same', () => {
  const overlaps = (...contents: string[]) =>
    findOverlaps(
      contents.flatMap((content, at) =>
        read(block(content)).blocks.flatMap(({ sources }) => sources.map((source) => ({ file: `f${at}`, source }))),
      ),
    ).map(({ file, line, text }) => `${file}:${line} ${text}`)
  const custom = (path: string) => `<bucket type="custom"><name>lake</name><path>${path}</path></bucket>`

  test('are found in one file', () => {
    expect(overlaps(`${custom('a')}\n${custom('a/')}`)).toEqual([
      'f0:4 the same source as line 3: its logs are read twice',
    ])
  })

  test('are found on manager and agent', () => {
    expect(overlaps(custom('a'), custom('a'))).toEqual(['f1:3 the same source as f0, line 3: its logs are read twice'])
  })

  test.each([
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['', 'x'],
  ])('paths %j and %j', (one, other) => {
    expect(overlaps(`${custom(one)}\n${custom(other)}`)).toEqual([
      'f0:4 the paths of this source and of line 3 hold one another: their logs are sent twice',
    ])
  })

  test('are not those of two paths in the layout of AWS', () => {
    const trail = (path: string) => `<bucket type="cloudtrail"><name>t</name><path>${path}</path></bucket>`
    expect(overlaps(`${trail('a')}${trail('a/b')}`)).toEqual([])
  })
})

test('whatever the file, findings are given and nothing is thrown', () => {
  const word = fc.constantFrom(
    'wodle',
    'bucket',
    'name',
    'path',
    'service',
    'interval',
    'toString',
    '__proto__',
    'discard_regex',
    'type',
  )
  const value = fc.oneof(
    fc.constantFrom('aws-s3', 'cloudtrail', 'cloudwatchlogs', 'yes', '', ' ', '1d', '\\'),
    fc.string().map((s) => s.replace(/[<>"]/g, '')),
  )
  const attribute = fc.tuple(fc.constantFrom('name', 'type', 'field'), value)
  const elementOf = (child: fc.Arbitrary<string>) =>
    fc
      .tuple(word, fc.array(attribute, { maxLength: 2 }), value, fc.array(child, { maxLength: 3 }))
      .map(([name, attributes, text, children]) => {
        const unique = Object.entries(Object.fromEntries(attributes)).map(([key, value]) => ` ${key}="${value}"`)
        return `<${name}${unique.join('')}>${text}${children.join('')}</${name}>`
      })
  const element = elementOf(elementOf(elementOf(fc.constant(''))))
  fc.assert(
    fc.property(fc.array(element, { maxLength: 5 }), (elements) => {
      const { findings } = read(block(elements.join('\n')))
      for (const { line } of findings) expect(line).toBeGreaterThan(0)
    }),
    { numRuns: 1000 },
  )
})
