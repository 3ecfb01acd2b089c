import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/program.ts'
import type { PolicyDocument, Statement } from '../../src/commands/policy/document.ts'
import { leastPolicy } from '../../src/commands/policy/least-policy.ts'
import type { PolicyFacts } from '../../src/commands/policy/statements.ts'
import { BUCKET, stageOf } from '../e2e/stage.ts'
import { makeHome } from '../helpers/home.ts'
import { runHere } from '../helpers/run-here.ts'

function policyOf(line: string, facts: PolicyFacts = {}) {
  const request = parseArguments(line.split(' '), {})
  if (request.kind !== 'run') throw new Error('wanted a run')
  return leastPolicy(request.options, facts)
}

/** `ACTION ACTION on RESOURCE RESOURCE if KEY=VALUE`, the statements about keys left out. */
const shown = ({ Statement }: PolicyDocument) => Statement.filter(({ Sid }) => !Sid.startsWith('Decrypt')).map(line)
function line({ Action, Resource, Condition = {} }: Statement): string {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ` if ${key} ${operator} ${[value].flat().join(' ')}`),
  )
  return `${Action.join(' ')} on ${Resource.join(' ')}${conditions.join('')}`
}

const ROLE = 'arn:aws:iam::123456789012:role/logs'
const QUEUE = 'sqs:GetQueueUrl sqs:GetQueueAttributes sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility'

describe('the least that each mode of a run needs', () => {
  test.each<[string, string, string[]]>([
    [
      'a bucket',
      '--bucket my-trail',
      ['s3:ListBucket on arn:aws:s3:::my-trail', 's3:GetObject on arn:aws:s3:::my-trail/*'],
    ],
    [
      'a path in a bucket, with deleting',
      '--bucket my-trail --type config --trail_prefix a/b --remove',
      [
        's3:ListBucket on arn:aws:s3:::my-trail if s3:prefix StringLike a/b/*',
        's3:GetObject on arn:aws:s3:::my-trail/a/b/*',
        's3:DeleteObject on arn:aws:s3:::my-trail/a/b/*',
      ],
    ],
    [
      'flow logs',
      '--bucket my-flows --type vpcflow',
      [
        's3:ListBucket on arn:aws:s3:::my-flows',
        's3:GetObject on arn:aws:s3:::my-flows/*',
        'ec2:DescribeFlowLogs on *',
      ],
    ],
    [
      'a path with characters that mean something to IAM',
      '--bucket my-trail --type custom --trail_prefix a*b?c$d',
      [
        `s3:ListBucket on arn:aws:s3:::my-trail if s3:prefix StringLike a\${*}b\${?}c\${$}d/*`,
        `s3:GetObject on arn:aws:s3:::my-trail/a\${*}b\${?}c\${$}d/*`,
      ],
    ],
    [
      'log groups by name: no listing of groups',
      '--service cloudwatchlogs --aws_log_groups app,/aws/x --regions us-east-1',
      [
        'logs:DescribeLogStreams on arn:aws:logs:us-east-1:*:log-group:app:* arn:aws:logs:us-east-1:*:log-group:/aws/x:*',
        'logs:GetLogEvents on arn:aws:logs:us-east-1:*:log-group:app:log-stream:* arn:aws:logs:us-east-1:*:log-group:/aws/x:log-stream:*',
      ],
    ],
    [
      'log groups by the start of their names, in two regions',
      '--service cloudwatchlogs --aws_log_groups app* --regions us-east-1,eu-west-1',
      [
        'logs:DescribeLogGroups on arn:aws:logs:eu-west-1:*:log-group:* arn:aws:logs:us-east-1:*:log-group:*',
        'logs:DescribeLogStreams on arn:aws:logs:eu-west-1:*:log-group:app*:* arn:aws:logs:us-east-1:*:log-group:app*:*',
        'logs:GetLogEvents on arn:aws:logs:eu-west-1:*:log-group:app*:log-stream:* arn:aws:logs:us-east-1:*:log-group:app*:log-stream:*',
      ],
    ],
    [
      'some streams of a group given by ARN, with deleting',
      '--service cloudwatchlogs --aws_log_groups arn:aws:logs:us-east-1:123456789012:log-group:app:* --aws_log_streams web*,db --remove-log-streams',
      [
        'logs:DescribeLogStreams on arn:aws:logs:us-east-1:123456789012:log-group:app:*',
        'logs:GetLogEvents on arn:aws:logs:us-east-1:123456789012:log-group:app:log-stream:web* arn:aws:logs:us-east-1:123456789012:log-group:app:log-stream:db',
        'logs:DeleteLogStream on arn:aws:logs:us-east-1:123456789012:log-group:app:log-stream:web* arn:aws:logs:us-east-1:123456789012:log-group:app:log-stream:db',
      ],
    ],
    ['Inspector', '--service inspector', ['inspector2:ListFindings on *']],
    ['classic Inspector', '--service inspector-classic', ['inspector:ListFindings inspector:DescribeFindings on *']],
    [
      'a queue',
      '--subscriber buckets --queue q',
      [`${QUEUE} on arn:aws:sqs:*:*:q`, 's3:GetObject on arn:aws:s3:::*/*'],
    ],
    [
      'Security Lake',
      `--subscriber security_lake --queue q --iam_role_arn ${ROLE} --external_id e`,
      [`${QUEUE} on arn:aws:sqs:*:123456789012:q`, 's3:GetObject on arn:aws:s3:::aws-security-data-lake-*/*'],
    ],
  ])('%s', (_, flags, expected) => {
    expect(shown(policyOf(flags).permissions)).toEqual(expected)
  })

  test('a queue whose buckets are known', () => {
    const { permissions } = policyOf('--subscriber security_hub --queue q', { buckets: ['hub', 'lake-*'] })
    expect(shown(permissions).at(-1)).toBe('s3:GetObject on arn:aws:s3:::hub/* arn:aws:s3:::lake-*/*')
  })
})

describe('keys of KMS', () => {
  const decrypting = ({ Statement }: PolicyDocument) =>
    Statement.filter(({ Sid }) => Sid.startsWith('Decrypt')).map(line)

  test('may be used for the objects of the bucket alone', () => {
    expect(decrypting(policyOf('--bucket my-trail --trail_prefix a').permissions)).toEqual([
      'kms:Decrypt on arn:aws:kms:*:*:key/* if kms:ViaService StringLike s3.* ' +
        'if kms:EncryptionContext:aws:s3:arn StringLike arn:aws:s3:::my-trail arn:aws:s3:::my-trail/a/*',
    ])
  })

  test('that are known are named; the queue has its own', () => {
    const key = 'arn:aws:kms:us-east-1:123456789012:key/k'
    const { permissions } = policyOf('--subscriber buckets --queue q', { buckets: ['b'], kmsKeys: [key] })
    expect(decrypting(permissions)).toEqual([
      'kms:Decrypt on arn:aws:kms:*:*:key/* if kms:ViaService StringLike sqs.* ' +
        'if kms:EncryptionContext:aws:sqs:arn StringLike arn:aws:sqs:*:*:q',
      `kms:Decrypt on ${key} if kms:ViaService StringLike s3.* ` +
        'if kms:EncryptionContext:aws:s3:arn StringLike arn:aws:s3:::b arn:aws:s3:::b/*',
    ])
  })

  test('are none for services', () => {
    expect(decrypting(policyOf('--service inspector').permissions)).toEqual([])
  })
})

describe('the partition of all ARNs', () => {
  test.each<[string, string, PolicyFacts, string]>([
    ['is the one of the role', '--iam_role_arn arn:aws-cn:iam::123456789012:role/r', {}, 'aws-cn'],
    ['is the one of the regions', '--regions us-gov-west-1', {}, 'aws-us-gov'],
    ['is the one of the endpoint', '--service_endpoint s3.cn-north-1.amazonaws.com.cn', {}, 'aws-cn'],
    ['is the one of the profile', '', { region: 'us-gov-east-1' }, 'aws-us-gov'],
    ['is the commercial one where nothing tells', '', {}, 'aws'],
  ])('%s', (_, flags, facts, partition) => {
    const { permissions } = policyOf(`--bucket my-trail ${flags}`.trim(), facts)
    const arns = JSON.stringify(permissions).match(/arn:[\w-]+/g) ?? []
    expect([...new Set(arns)]).toEqual([`arn:${partition}`])
  })
})

describe('a role', () => {
  test('gets a policy for who assumes it, and trusts its account with the external id', () => {
    const { role } = policyOf(`--bucket my-trail --iam_role_arn ${ROLE} --external_id secret`)
    expect(role).toEqual({
      caller: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'AssumeRole', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [ROLE] }],
      },
      trust: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
          },
        ],
      },
    })
  })

  test('trusts who is named', () => {
    const principal = 'arn:aws:iam::210987654321:user/wazuh'
    const trust = policyOf(`--bucket my-trail --iam_role_arn ${ROLE}`, { principal }).role?.trust
    expect(trust?.Statement).toEqual([{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }])
  })
})

describe('a run that is allowed its policy and nothing else', () => {
  const stage = stageOf()
  const USER = 'arn:aws:iam::123456789012:user/testing'
  const policy = async (...argv: string[]) =>
    JSON.parse((await runHere(stage.home, ['policy', '--json', ...argv])).stdout[0] ?? '')
  const now = Date.now()

  const MODES: [string, string[], () => void][] = [
    ['a bucket', ['--bucket', BUCKET, '--only_logs_after', '2024-JAN-01', '--remove'], () => void stage.put('a')],
    [
      'a path of a custom bucket',
      ['--bucket', BUCKET, '--type', 'custom', '--trail_prefix', 'in', '--only_logs_after', '2024-JAN-01'],
      () => stage.aws.s3.put(BUCKET, 'in/2024/01/02/x', '{"detail": {"eventID": "a-0"}, "source": "aws.x"}'),
    ],
    [
      'log groups',
      ['--service', 'cloudwatchlogs', '--aws_log_groups', 'app', '--regions', 'us-east-1', '--remove-log-streams'],
      () => stage.aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: now, message: 'x', ingestionTime: now }]),
    ],
    [
      'log groups by the start of their names',
      ['--service', 'cloudwatchlogs', '--aws_log_groups', 'a*', '--regions', 'us-east-1'],
      () => stage.aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: now, message: 'x', ingestionTime: now }]),
    ],
    [
      'Inspector',
      ['--service', 'inspector', '--regions', 'us-east-1'],
      () => stage.aws.inspector2.put('us-east-1', `{"findingArn": "x", "updatedAt": ${now / 1000}}`),
    ],
    [
      'a queue',
      ['--subscriber', 'buckets', '--queue', 'q'],
      () => {
        stage.aws.sqs.createQueue('q')
        stage.aws.sqs.longPolling = false
        stage.aws.s3.put('notified', 'k', gzipSync('{"detail": {"eventID": "a-0"}}'))
        stage.aws.sqs.send(
          'q',
          JSON.stringify({ Records: [{ s3: { bucket: { name: 'notified' }, object: { key: 'k' } } }] }),
        )
      },
    ],
  ]

  test.each(MODES)('works: %s', async (_, argv, fill) => {
    fill()
    stage.aws.iam.attach(USER, await policy(...argv))
    const { exit, stdout } = await runHere(stage.home, argv)
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: [] })
    await stage.sink.close()
    expect(stage.sink.datagrams).toHaveLength(1)
  })

  test.each(MODES)('needs every statement but those for keys: %s', async (_, argv, fill) => {
    const { Statement, ...rest } = await policy(...argv)
    for (const { Sid } of Statement.filter(({ Sid }: Statement) => !Sid.startsWith('Decrypt'))) {
      fill()
      stage.aws.iam.attach(USER, { ...rest, Statement: Statement.filter((other: Statement) => other.Sid !== Sid) })
      const { exit } = await runHere(stage.home, argv)
      expect({ Sid, failed: exit !== 0 }).toEqual({ Sid, failed: true })
    }
  })

  test('works with a role', async () => {
    stage.put('a')
    const argv = ['--bucket', BUCKET, '--only_logs_after', '2024-JAN-01', '--iam_role_arn', ROLE, '--external_id', 'e']
    const { caller, role } = await policy(...argv)
    stage.aws.iam.attach(USER, caller)
    stage.aws.iam.attach(ROLE, role)
    expect(await runHere(stage.home, argv)).toMatchObject({ exit: 0, stdout: [] })
    expect(stage.ids()).toEqual(['a-0'])
  })

  test('is shown over several lines for people', async () => {
    const { exit, stdout, stderr } = await runHere(stage.home, ['policy', 's3://my-trail/a', '--profile', 'nobody'])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: [] })
    expect(JSON.parse(stdout.join('\n'))).toEqual(policyOf('--bucket my-trail --trail_prefix a').permissions)
    expect(stdout.length).toBeGreaterThan(20)
    expect(stage.aws.requests.all).toEqual([])
  })
})

test.each([
  [[], /error: one of the arguments -b\/--bucket -sr\/--service -sb\/--subscriber is required$/],
  [
    ['-b', 'my-trail', '-t', 'vpcflw'],
    /error: argument -t\/--type: invalid choice: 'vpcflw' \(choose from 'cloudtrail'/,
  ],
  [['--service', 'cloudwatchlogs'], /error: the following arguments are required: --aws_log_groups$/],
  [['--subscriber', 'security_lake'], /required: --iam_role_arn, --queue, --external_id$/],
  [
    ['-b', 'my-trail', '--principal', 'me'],
    /error: argument --principal: 'me' is not the ARN of a user, a role or an account$/,
  ],
  [['-b', 'my-trail', '--kms-keys', 'x'], /error: argument --kms-keys: 'x' is not the ARN of a KMS key$/],
  [['-b', 'my-trail', '--buckets', 'A,b'], /error: argument --buckets: 'A' is not the name of a bucket$/],
])('a wrong command line is an error on stderr: %j', async (argv, text) => {
  const home = makeHome('http://127.0.0.1:1')
  const { exit, stdout, stderr } = await runHere(home, ['policy', ...argv])
  home.remove()
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: [] })
  expect(stderr[0]).toMatch(text)
})
