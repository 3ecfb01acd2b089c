import { once } from 'node:events'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BUCKET, stageOf } from '../e2e/stage.ts'
import { leaveStaleSocket } from '../helpers/datagram-sink.ts'
import type { Policy } from '../helpers/local-aws/iam.ts'
import { startLocalAws } from '../helpers/local-aws/index.ts'
import type { CliOptions } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { runOnTerminal } from '../helpers/terminal.ts'

const stage = stageOf()
const TRAIL = ['--bucket', BUCKET, '--only_logs_after', '2024-JAN-01']
const USER = 'arn:aws:iam::123456789012:user/testing'

interface Check {
  readonly name: string
  readonly status: string
  readonly text: string
  readonly advice?: string
}

async function doctor(argv: readonly string[], options: CliOptions = {}) {
  const { exit, stdout, stderr } = await runHere(stage.home, ['doctor', '--json', ...argv], options)
  expect(stderr).toEqual([])
  const { ok, checks } = JSON.parse(stdout[0] ?? '{}') as { ok: boolean; checks: readonly Check[] }
  expect(exit).toBe(ok ? 0 : 1)
  const named = (name: string) => checks.filter((check) => check.name === name)
  return { exit, checks, named, failed: checks.filter(({ status }) => status === 'failed') }
}

const policy = (...allowed: readonly (readonly [string, string])[]): Policy => ({
  Version: '2012-10-17',
  Statement: allowed.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
})
const config = { config: '[default]\nregion = us-east-1\n' }

describe('a run that nothing is in the way of', () => {
  test('passes every check, and nothing is changed', async () => {
    const key = stage.put('a', 3)
    stage.put('b')
    await stage.sink.pause()
    const { exit, checks, named } = await doctor(TRAIL)
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      expect.stringMatching(/^user (ok|skipped)$/),
      'home ok',
      'version ok',
      'socket ok',
      'state ok',
      'profile ok',
      'region ok',
      'endpoint ok',
      'clock ok',
      'credentials ok',
      'list objects ok',
      'read objects ok',
      'new objects ok',
    ])
    expect(exit).toBe(0)
    expect(named('version')[0]?.text).toBe('v4.14.7')
    expect(named('credentials')[0]?.text).toBe(`${USER} (account 123456789012)`)
    expect(named('read objects')[0]?.text).toMatch(new RegExp(`^${key} \\(\\d+ B\\)$`))
    expect(named('new objects')[0]?.text).toMatch(/^2 objects, \d+ B, in 1 partition$/)
    await stage.sink.close()
    expect(stage.sink.datagrams).toEqual([])
    expect(readdirSync(stage.home.state)).toEqual([])
    expect(stage.aws.s3.keys(BUCKET)).toHaveLength(2)
    const asked = new Set(stage.aws.requests.all.map(({ operation }) => operation))
    for (const operation of asked) expect(operation).toMatch(/^(List|Get)/)
  })

  test('with state: only what is new is counted, and the state stays as it is', async () => {
    stage.put('a')
    await runHere(stage.home, TRAIL)
    const before = readState(stage.home)
    stage.put('b', 2)
    const { exit, named } = await doctor(TRAIL)
    expect(exit).toBe(0)
    expect(named('state')[0]?.text).toContain('s3_cloudtrail.db')
    expect(named('new objects')[0]?.text).toMatch(/^1 object, \d+ B, in 1 partition$/)
    await runHere(stage.home, TRAIL)
    expect((await doctor(TRAIL)).named('new objects')[0]?.text).toBe('none in 1 partition: a run would send nothing')
    expect(before).not.toEqual({})
  })

  test('without a source: what concerns all of them', async () => {
    const { exit, checks } = await doctor([])
    expect(exit).toBe(0)
    expect(checks.slice(5).map(({ name }) => name)).toEqual(['profile', 'region', 'endpoint', 'clock', 'credentials'])
  })

  test('is shown to people in lines that fit, with marks', async () => {
    stage.put('a')
    stage.aws.iam.attach(USER, policy(['s3:ListBucket', '*']))
    const { exit, text } = await runOnTerminal(stage.home, ['doctor', ...TRAIL], {
      columns: 60,
      env: { NO_COLOR: '1' },
    })
    expect(exit).toBe(1)
    const lines = text.trimEnd().split('\n')
    expect(lines.filter((line) => line.length > 60 && line.trim().includes(' ', 30))).toEqual([])
    expect(text).toMatch(/^✓ home {10}\//m)
    expect(text).toMatch(/^✗ read objects {2}An error occurred \(AccessDenied\) when\n {16}calling/m)
    expect(text).toMatch(/^ {16}→ Allow s3:GetObject on\n {18}arn:aws:s3:::trail-bucket\//m)
    expect(lines.at(-1)).toBe('1 of these is in the way of a run.')
  })
})

describe('doctor finds on this machine', () => {
  test('a socket that is not there', async () => {
    stage.put('a')
    await stage.sink.close()
    rmSync(stage.home.socket)
    const { failed } = await doctor(TRAIL)
    expect(failed).toEqual([
      {
        name: 'socket',
        status: 'failed',
        text: `${stage.home.socket}: No such file or directory`,
        advice: 'Start the manager or the agent: systemctl start wazuh-manager (or wazuh-agent).',
      },
    ])
  })

  test('a socket that nobody reads', async () => {
    stage.put('a')
    await stage.sink.close()
    leaveStaleSocket(stage.home.socket)
    const { failed } = await doctor(TRAIL)
    expect(failed).toMatchObject([{ name: 'socket', text: `${stage.home.socket}: Connection refused` }])
    expect(failed[0]?.advice).toMatch(/has stopped/)
  })

  test('a home that is not there', async () => {
    const { failed } = await doctor([], { env: { WAZUH_HOME: '/nowhere' } })
    expect(failed).toMatchObject([{ name: 'home', text: 'There is no folder /nowhere.' }])
  })

  test('a state that is damaged', async () => {
    stage.put('a')
    writeFileSync(
      join(stage.home.state, 'aws_services.db'),
      'no database, but long enough to be taken for one'.repeat(99),
    )
    const { failed } = await doctor(TRAIL)
    expect(failed).toMatchObject([{ name: 'state', text: expect.stringMatching(/aws_services\.db.*not a database/) }])
  })

  test('a folder of the state that is missing', async () => {
    stage.put('a')
    rmSync(stage.home.state, { recursive: true })
    const { failed } = await doctor(TRAIL)
    expect(failed).toMatchObject([{ name: 'state', text: `${stage.home.state} cannot be read and written.` }])
  })

  test('a clock that is an hour off', async () => {
    const aws = await startLocalAws({ clockAheadMs: 3_600_000 })
    aws.s3.put(BUCKET, stage.put('a'), 'x')
    const { failed } = await doctor(TRAIL, { env: { AWS_ENDPOINT_URL: aws.url } })
    await aws.stop()
    expect(failed).toMatchObject([{ name: 'clock', text: "60 min behind AWS's" }])
  })
})

describe('doctor finds in the files of the profile', () => {
  test('where the profile stands, by file and line, and that others can read its keys', async () => {
    stage.useHome({ config: '# mine\n[default]\nregion = us-east-1\n\n[profile dev]\nregion = eu-west-1\n' })
    const user = join(stage.home.root, 'user', '.aws')
    const { named } = await doctor(['--profile', 'dev'])
    expect(named('profile')[0]).toMatchObject({
      status: 'ok',
      text: `[profile dev] in ${user}/config, line 5, [dev] in ${user}/credentials, line 4`,
      advice: `Others can read the keys: chmod 600 ${user}/credentials.`,
    })
    expect(named('region')[0]?.text).toBe('eu-west-1 (profile)')
    expect(named('credentials')[0]?.text).toContain('user/devkey')
  })

  test.each([
    ['config without it', config, 'devv'],
    ['no config', {}, 'devv'],
  ])('a profile that is missing: %s', async (_, files, name) => {
    stage.useHome(files)
    const { failed, checks } = await doctor([...TRAIL, '--profile', name])
    expect(failed.at(-1)).toMatchObject({ name: 'profile', advice: 'Did you mean dev?' })
    expect(failed.at(-1)?.text).toMatch(
      /^There is no profile 'devv' in .*config or .*credentials; there are default, dev\.$/,
    )
    expect(checks.at(-1)?.name).toBe('profile')
  })

  test('a value that cannot be used, with its line', async () => {
    stage.useHome({ config: '[default]\nregion = us-east-1\nmax_attempts = many\n' })
    const path = join(stage.home.root, 'user', '.aws', 'config')
    const { failed } = await doctor(TRAIL)
    expect(failed.at(-1)).toEqual({
      name: 'profile',
      status: 'failed',
      text: "max_attempts: 'many' is no number.",
      advice: `Correct line 3 of ${path}.`,
    })
  })

  test.each([
    ['a key that AWS does not know', 'unknown', 'testing', /does not know this key/],
    ["a secret that is another key's", 'testing', 'wrong', /does not belong to the access key/],
  ])('%s', async (_, id, secret, advice) => {
    stage.put('a')
    const credentials = `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`
    stage.useHome({ ...config, credentials })
    const { named, checks } = await doctor(TRAIL)
    expect(named('credentials')[0]).toMatchObject({ status: 'failed', advice: expect.stringMatching(advice) })
    expect(checks.at(-1)?.name).toBe('credentials')
  })

  test('no keys at all', async () => {
    stage.useHome({ ...config, credentials: '' })
    const { named } = await doctor(TRAIL)
    expect(named('credentials')[0]).toMatchObject({
      status: 'failed',
      text: expect.stringContaining('Unable to locate credentials'),
      advice: 'Put keys into the profile, or give the instance or the container a role.',
    })
  })
})

describe('doctor finds on the way to AWS', () => {
  test.each([
    ['--bucket a-bucket --regions us-est-1', "There is no region 'us-est-1'."],
    ['--service inspector --regions ap-south-2', "Service inspector cannot be read in region 'ap-south-2'."],
  ])('a wrong region: %s', async (flags, text) => {
    const { checks } = await doctor(flags.split(' '))
    expect(checks.at(-1)).toMatchObject({ name: 'region', status: 'failed', text })
  })

  test('an endpoint where nobody listens', async () => {
    const { checks } = await doctor([...TRAIL, '--endpoint-url', 'http://127.0.0.1:1'])
    expect(checks.at(-1)).toMatchObject({
      name: 'endpoint',
      status: 'failed',
      text: expect.stringContaining('127.0.0.1:1'),
    })
    expect(checks.at(-1)?.advice).toMatch(/^No server listens there/)
  })

  test.each([
    [
      'leads to its login',
      { status: 302, headers: { location: 'http://portal.example/login' } },
      'http://portal.example/login',
    ],
    ['shows a page', { status: 200, headers: { 'content-type': 'text/html' } }, 'a web page (200)'],
  ])('a captive portal that %s, also through a proxy', async (_, reply, what) => {
    const portal = createServer((_request, response) => response.writeHead(reply.status, reply.headers).end('<html>'))
    portal.listen(0, '127.0.0.1')
    await once(portal, 'listening')
    const url = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`
    const direct = await doctor([...TRAIL, '--endpoint-url', url])
    const proxied = await doctor([...TRAIL, '--endpoint-url', 'http://s3.example'], { env: { HTTP_PROXY: url } })
    portal.close()
    expect(direct.checks.at(-1)).toMatchObject({
      name: 'endpoint',
      status: 'failed',
      text: expect.stringContaining(`: ${what}`),
    })
    expect(proxied.checks.at(-1)).toMatchObject({
      name: 'endpoint',
      text: `Somebody else answers for http://s3.example: ${what}`,
    })
  })

  test('nothing where a run does without the STS that cannot be reached', async () => {
    stage.put('a')
    const { exit, named } = await doctor([...TRAIL, '--sts_endpoint', 'http://127.0.0.1:1'])
    expect(exit).toBe(0)
    expect(named('credentials')[0]).toMatchObject({
      status: 'skipped',
      advice: expect.stringContaining('does without STS'),
    })
    expect(named('read objects')[0]?.status).toBe('ok')
    const custom = await doctor(['--type', 'custom', ...TRAIL, '--sts_endpoint', 'http://127.0.0.1:1'])
    expect(custom.checks.at(-1)).toMatchObject({ name: 'credentials', status: 'failed' })
  })

  test('a role that may not be assumed', async () => {
    stage.put('a')
    stage.aws.iam.attach(USER, policy(['s3:*', '*']))
    const { checks } = await doctor([...TRAIL, '--iam_role_arn', 'arn:aws:iam::123456789012:role/r'])
    expect(checks.at(-1)).toMatchObject({
      name: 'credentials',
      status: 'failed',
      advice: expect.stringMatching(/^Allow sts:AssumeRole/),
    })
  })
})

describe('a bucket', () => {
  test.each([
    [
      'may not be listed',
      [['s3:GetObject', '*']],
      'list objects',
      'Allow s3:ListBucket on arn:aws:s3:::trail-bucket (',
    ],
    ['may not be read', [['s3:ListBucket', '*']], 'read objects', `Allow s3:GetObject on arn:aws:s3:::trail-bucket/`],
  ] as const)('%s', async (_, allowed, name, advice) => {
    stage.put('a')
    stage.aws.iam.attach(USER, policy(...allowed))
    const { failed } = await doctor(TRAIL)
    expect(failed).toMatchObject([{ name, advice: expect.stringContaining(advice) }])
  })

  test('is encrypted with a key that may not be used', async () => {
    stage.put('a')
    const message = `User: ${USER} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/k because no identity-based policy allows it`
    stage.aws.faults.add({ operation: 'GetObject', fault: { status: 403, code: 'AccessDenied', message } })
    const { failed } = await doctor(TRAIL)
    expect(failed).toMatchObject([
      { name: 'read objects', advice: expect.stringMatching(/^Allow kms:Decrypt on arn:aws:kms:us-east-1:1:key\/k,/) },
    ])
  })

  test.each([
    ['is not there', ['--bucket', 'no-such-bucket'], /NoSuchBucket/, /^There is no bucket of this name/],
    [
      'is empty under the path',
      [...TRAIL, '--trail_prefix', 'elsewhere'],
      /No files were found/,
      /^Check --trail_prefix/,
    ],
    ['has no accounts', ['--bucket', 'other-bucket'], /No logs found/, /^Check --trail_prefix/],
  ])('%s', async (_, flags, text, advice) => {
    stage.put('a')
    stage.aws.s3.put('other-bucket', 'folder/key', 'x')
    const { failed } = await doctor(flags)
    expect(failed).toMatchObject([{ text: expect.stringMatching(text), advice: expect.stringMatching(advice) }])
  })

  test('of another region is found where it is', async () => {
    stage.aws.s3.createBucket('eu-bucket', 'eu-west-1')
    stage.aws.s3.put('eu-bucket', stage.put('a'), 'x')
    expect((await doctor(['--bucket', 'eu-bucket', '--only_logs_after', '2024-JAN-01'])).failed).toEqual([])
  })

  test('whose flow logs cannot be described is read all the same', async () => {
    const name =
      'AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02/123456789012_vpcflowlogs_us-east-1_fl-1_20240102T0000Z_a.log.gz'
    stage.aws.s3.put(BUCKET, name, 'x')
    stage.aws.iam.attach(USER, policy(['s3:*', '*']))
    const { exit, named } = await doctor([...TRAIL, '--type', 'vpcflow', '--remove'])
    expect(exit).toBe(0)
    expect(named('flow logs')[0]).toMatchObject({
      status: 'skipped',
      text: expect.stringContaining('UnauthorizedOperation'),
    })
    expect(named('delete objects')[0]).toMatchObject({ status: 'skipped' })
    expect(named('new objects')[0]?.text).toMatch(/^1 object, /)
    expect(stage.aws.s3.keys(BUCKET)).toEqual([name])
  })
})

describe('log groups', () => {
  const now = Date.now()
  const fill = (group: string, region = 'us-east-1') =>
    stage.aws.logs.putEvents(region, group, 's', [{ timestamp: now, message: 'x', ingestionTime: now }])
  const LOGS = ['--service', 'cloudwatchlogs', '--regions', 'us-east-1,eu-west-1', '--aws_log_groups']

  test('by name and by the start of their names are listed and read', async () => {
    fill('app')
    fill('web-1', 'eu-west-1')
    const { exit, checks } = await doctor([...LOGS, 'app,web*'])
    expect(exit).toBe(0)
    expect(checks.slice(10).map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'list streams: app (us-east-1)',
      `read events: s: newest ${new Date(now).toISOString()}`,
      "list groups: 1 group of eu-west-1 starts with 'web'",
      'list streams: web-1 (eu-west-1)',
      `read events: s: newest ${new Date(now).toISOString()}`,
    ])
    expect(stage.aws.requests.of('DeleteLogStream')).toEqual([])
  })

  test('that are in none of the regions are missing', async () => {
    fill('app')
    const { failed } = await doctor([...LOGS, 'app,ap,none*'])
    expect(failed).toMatchObject([
      { name: 'list streams', advice: expect.stringMatching(/^There is no such log group/) },
      { name: 'list groups', text: "No log group of eu-west-1 starts with 'none'." },
    ])
  })

  test.each([
    ['logs:DescribeLogGroups', 'list groups'],
    ['logs:DescribeLogStreams', 'list streams'],
    ['logs:GetLogEvents', 'read events'],
  ])('without %s', async (action, name) => {
    fill('app')
    const actions = ['logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:GetLogEvents']
    stage.aws.iam.attach(USER, policy(...actions.filter((each) => each !== action).map((each) => [each, '*'] as const)))
    const { failed } = await doctor(['--service', 'cloudwatchlogs', '--aws_log_groups', 'ap*'])
    expect(failed).toMatchObject([
      { name, advice: expect.stringContaining(`Allow ${action} on arn:aws:logs:us-east-1:`) },
    ])
  })
})

test.each([
  ['inspector', 'inspector2:ListFindings'],
  ['inspector-classic', 'inspector:ListFindings'],
])('findings of %s that may not be listed', async (service, action) => {
  const argv = ['--service', service, '--regions', 'us-east-1']
  expect((await doctor(argv)).named('list findings')).toMatchObject([{ status: 'ok', text: 'us-east-1: no finding' }])
  stage.aws.iam.attach(USER, policy())
  expect((await doctor(argv)).failed).toMatchObject([
    { name: 'list findings', advice: expect.stringContaining(`Allow ${action}`) },
  ])
})

describe('a queue', () => {
  const QUEUE = ['--subscriber', 'buckets', '--queue', 'q']
  const send = (key = 'k') => {
    stage.aws.s3.put('notified', 'k', '{}')
    stage.aws.sqs.send('q', JSON.stringify({ Records: [{ s3: { bucket: { name: 'notified' }, object: { key } } }] }))
  }

  test('is looked at, and its messages stay for others', async () => {
    stage.aws.sqs.createQueue('q')
    send()
    const { exit, checks } = await doctor(QUEUE)
    expect(exit).toBe(0)
    expect(
      checks.slice(10).map(({ name, status, text }) => `${name} ${status}: ${text.replace(/http:\S+\//, '')}`),
    ).toEqual([
      'find queue ok: q: about 1 message',
      'receive messages ok: one tells of s3://notified/k',
      'read objects ok: s3://notified/k (0 B)',
      'delete messages skipped: not tried, for it changes something: sqs:DeleteMessage (see aws-s3 policy)',
    ])
    expect(stage.aws.sqs.messages('q')).toMatchObject([{ hiddenUntil: expect.toSatisfy((time) => time <= Date.now()) }])
  })

  test('is not received from where one look would be one too many', async () => {
    stage.aws.sqs.createQueue('q', { redrive: { deadLetterQueue: 'dead', maxReceiveCount: 1 } })
    send()
    const { named } = await doctor(QUEUE)
    expect(named('receive messages')[0]).toMatchObject({
      status: 'skipped',
      text: expect.stringContaining('dead-letter'),
    })
    expect(stage.aws.requests.of('ReceiveMessage')).toEqual([])
  })

  test('is not there', async () => {
    const { checks } = await doctor(QUEUE)
    expect(checks.at(-1)).toMatchObject({
      name: 'find queue',
      status: 'failed',
      advice: expect.stringMatching(/^Check --queue/),
    })
  })

  test.each([
    ['sqs:ReceiveMessage', 'receive messages', 'failed'],
    ['sqs:GetQueueAttributes', 'queue settings', 'skipped'],
    ['s3:GetObject', 'read objects', 'failed'],
  ])('without %s', async (action, name, status) => {
    stage.aws.sqs.createQueue('q')
    send()
    const actions = ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 's3:GetObject']
    stage.aws.iam.attach(USER, policy(...actions.filter((each) => each !== action).map((each) => [each, '*'] as const)))
    expect((await doctor(QUEUE)).named(name)).toMatchObject([{ status, text: expect.stringContaining(action) }])
  })

  test('with a message of another kind', async () => {
    stage.aws.sqs.createQueue('q')
    stage.aws.sqs.send('q', 'hello')
    expect((await doctor(QUEUE)).failed).toMatchObject([
      { name: 'receive messages', text: 'The message does not name an object.' },
    ])
  })
})

test.each([
  [['--subscriber', 'buckets'], /required: --queue$/],
  [['s3://x-bucket', '--type', 'x'], /invalid choice: 'x'/],
  [['--bucket', 'A'], /isn't a valid bucket name\.$/],
])('a wrong command line is an error on stderr: %j', async (argv, text) => {
  const { exit, stdout, stderr } = await runHere(stage.home, ['doctor', ...argv])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: [] })
  expect(stderr[0]).toMatch(text)
})
