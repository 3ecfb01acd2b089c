import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/program.ts'
import type { PolicyDocument } from '../../src/commands/policy/document.ts'
import { leastPolicy } from '../../src/commands/policy/least-policy.ts'
import { runHere } from '../helpers/run-here.ts'
import { ARGV, BUCKET, type Stage, stageOf } from './stage.ts'

const stage = stageOf()
const USER = 'arn:aws:iam::123456789012:user/testing'
const ROLE = 'arn:aws:iam::123456789012:role/reader'
const FLOW_LOG = 'fl-0123456789abcdef0'
const FLOW_KEY = `AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02/123456789012_vpcflowlogs_us-east-1_${FLOW_LOG}_20240102T0000Z_a.log.gz`
const FLOW_ROW = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1704153600 1704153660 ACCEPT OK\n'

function notify({ aws }: Stage, key: string): void {
  aws.sqs.createQueue('told')
  aws.sqs.longPolling = false
  const s3 = { bucket: { name: BUCKET }, object: { key } }
  aws.sqs.send('told', JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3 }] }))
}

const MODES: readonly (readonly [string, string, (stage: Stage) => void])[] = [
  ['a bucket', ARGV.join(' '), ({ put }) => void put('a')],
  ['a bucket with --remove', `${ARGV.join(' ')} --remove`, ({ put }) => void put('a')],
  [
    'a bucket of custom logs',
    `--bucket ${BUCKET} --type custom --trail_prefix logs --only_logs_after 2024-JAN-01`,
    (on) => on.aws.s3.put(BUCKET, 'logs/2024/01/02/a.json', '{"source": "app", "detail": {"a": 1}}'),
  ],
  [
    'flow logs',
    `--bucket ${BUCKET} --type vpcflow --only_logs_after 2024-JAN-01`,
    ({ aws }) => {
      aws.ec2.addFlowLogs('us-east-1', [FLOW_LOG])
      aws.s3.put(BUCKET, FLOW_KEY, gzipSync(FLOW_ROW))
    },
  ],
  [
    'a log group',
    '--service cloudwatchlogs --aws_log_groups app --regions us-east-1',
    ({ aws }) => aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: Date.now(), message: 'm' }]),
  ],
  [
    'groups by a pattern, their streams removed',
    '--service cloudwatchlogs --aws_log_groups ap* --regions us-east-1 --remove-log-streams',
    ({ aws }) => aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: Date.now(), message: 'm' }]),
  ],
  [
    'Inspector',
    '--service inspector --regions us-east-1 --only_logs_after 2024-JAN-01',
    ({ aws }) => aws.inspector2.put('us-east-1', '{"findingArn": "arn:1"}'),
  ],
  ['a queue', '--subscriber buckets --queue told', (on) => notify(on, on.put('a'))],
  ['a role', `${ARGV.join(' ')} --iam_role_arn ${ROLE}`, ({ put }) => void put('a')],
]

function policiesOf(line: string) {
  const request = parseArguments(line.split(' '), {})
  if (request.kind !== 'run') throw new Error('the line asks for no run')
  return leastPolicy(request.options, { region: 'us-east-1' })
}

test.each(MODES)(
  'the least policy for %s is enough where all else is denied, and names nothing else',
  async (_, line, seed) => {
    const { permissions, role } = policiesOf(line)
    seed(stage)
    stage.aws.iam.attach(USER, role?.caller ?? permissions)
    stage.aws.iam.attach(ROLE, permissions)
    const { exit, stdout } = await runHere(stage.home, line.split(' '))
    expect(stdout).toEqual([])
    expect(exit).toBe(0)
    await stage.sink.close()
    expect(stage.sink.texts()).toHaveLength(1)
    const { all } = stage.aws.requests
    expect(all.filter(({ status }) => status >= 400)).toEqual([])
    // KMS is S3's and SQS's own matter, and the embedded AWS encrypts nothing.
    const allowed = permissions.Statement.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('kms:'))
    const used = new Set(all.map(({ scope, operation }) => actionOf(`${scope?.service}:${operation}`)))
    expect(allowed.filter((action) => !used.has(action) && !WHEN_SLOW.includes(action))).toEqual([])
  },
)

/** Needed only when work on a message takes longer than the queue hides it. */
const WHEN_SLOW: readonly string[] = ['sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes']
const RENAMED: Readonly<Record<string, string>> = { 's3:ListObjectsV2': 's3:ListBucket' }
const actionOf = (call: string): string => RENAMED[call] ?? call.replace(/Batch$/, '')

test('without a policy that allows it nothing is read, and the run says so', async () => {
  stage.put('a')
  const nothing: PolicyDocument = { Version: '2012-10-17', Statement: [] }
  stage.aws.iam.attach(USER, nothing)
  const { exit, stdout } = await runHere(stage.home, ARGV)
  expect(exit).not.toBe(0)
  expect(stdout.join('\n')).toContain('AccessDenied')
  expect(stage.ids()).toEqual([])
})
