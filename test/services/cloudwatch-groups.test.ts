import { describe, expect, test } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'

const EAST = 'us-east-1'
const WEST = 'us-west-2'
const ACCOUNT = '123456789012'
const GONE =
  'ERROR: The "get_log_streams" request failed: An error occurred (ResourceNotFoundException) when calling the DescribeLogStreams operation: The specified log group does not exist.'
const denied = (request: string, operation: string) =>
  `ERROR: The "${request}" request failed: An error occurred (AccessDenied) when calling the ${operation} operation: Access Denied`
const nowhere = (group: string) => `ERROR: The log group "${group}" does not exist in any region that is read`
const unread = (group: string) => `ERROR: The log group "${group}" cannot be read in the "${EAST}" region`
const arn = (group: string, region = EAST, account = ACCOUNT) => `arn:aws:logs:${region}:${account}:log-group:${group}`

const stage = stageOf()

/** Puts a message, `REGION GROUP`, into a group. */
function put(group: string, region = EAST): void {
  stage.aws.logs.putEvents(region, group, 's', [{ timestamp: Date.now() - 1000, message: `${region} ${group}` }])
}

async function run(groups: string, regions = EAST, ...more: string[]) {
  const argv = ['--service', 'cloudwatchlogs', '-g', groups, ...(regions ? ['-r', regions] : []), ...more]
  const { exit, stdout, stderr } = await runHere(stage.home, argv)
  const sent = stage.sink.datagrams.splice(0).map((datagram) => `${datagram}`.replace('1:Wazuh-AWS:', ''))
  return { exit, stdout, stderr, sent }
}

describe('a group that is gone keeps no other from being read', () => {
  const row = (region: string, group: string) => ({ aws_region: region, aws_log_group: group, aws_log_stream: 's' })

  test.each<[what: string, groups: string, regions: string, stdout: string[], sent: string[]]>([
    ['the only one, in the words of the contract alone', 'gone', EAST, [GONE], []],
    ['the first one', 'gone,b,c', EAST, [GONE, nowhere('gone')], [`${EAST} b`, `${EAST} c`]],
    ['the last one', 'b,gone', EAST, [GONE, nowhere('gone')], [`${EAST} b`]],
    ['two of them', 'gone,b,lost', EAST, [GONE, nowhere('gone'), nowhere('lost')], [`${EAST} b`]],
    ['twice the same', 'gone,gone', EAST, [GONE, nowhere('gone')], []],
    ['in two regions', 'gone,b,w', `${EAST},${WEST}`, [GONE, nowhere('gone')], [`${EAST} b`, `${WEST} b`, `${WEST} w`]],
  ])('%s', async (_, groups, regions, stdout, sent) => {
    for (const group of ['b', 'c']) put(group)
    for (const group of ['b', 'w']) put(group, WEST)
    const first = await run(groups, regions)
    expect(first).toMatchObject({ exit: 16, stdout, sent })
    const rows = readState(stage.home)['aws_services.cloudwatch_logs'] ?? []
    expect(rows).toMatchObject(sent.map((message) => row(...(message.split(' ') as [string, string]))))
    expect(await run(groups, regions)).toMatchObject({ exit: 16, stdout, sent: [] })
  })

  test.each([
    [EAST, WEST],
    [WEST, EAST],
  ])('where it is in %s, that it is not in %s is no failure', async (region, other) => {
    put('a', region)
    put('b', other)
    const { exit, stdout, sent } = await run('a,b', `${EAST},${WEST}`, '--debug', '1')
    expect(exit).toBe(0)
    expect(sent.sort()).toEqual([`${region} a`, `${other} b`].sort())
    expect(stdout).toContain(`DEBUG: The log group "a" does not exist in the "${other}" region`)
    expect(stdout.join()).not.toContain('ERROR')
  })

  test('in no region at all is a failure, though no region was asked for', async () => {
    stage.useHome({ config: '[default]\n' })
    await stage.useSink({})
    put('b', 'eu-west-1')
    const { exit, stdout, sent } = await run('gone,b', '')
    expect({ exit, stdout, sent }).toEqual({ exit: 16, stdout: [GONE, nowhere('gone')], sent: ['eu-west-1 b'] })
  })
})

describe('a group that refuses to be read keeps no other from being read', () => {
  test.each([
    ['DescribeLogStreams', 'a', 'get_log_streams'],
    ['GetLogEvents', 'a:s', 'get_log_events'],
  ])('%s', async (operation, resource, request) => {
    for (const group of ['a', 'b']) put(group)
    stage.aws.faults.add({ operation, resource, fault: FAULTS.accessDenied })
    const stdout = [denied(request, operation), unread('a')]
    expect(await run('a,b')).toMatchObject({ exit: 16, stdout, sent: [`${EAST} b`] })
    expect(await run('a')).toMatchObject({ exit: 16, stdout: [denied(request, operation)], sent: [] })
    stage.aws.faults.clear()
    expect(await run('a,b')).toMatchObject({ exit: 0, stdout: [], sent: [`${EAST} a`] })
  })

  test('DeleteLogStream: the stream is kept, and so is its row', async () => {
    for (const group of ['a', 'b']) put(group)
    stage.aws.faults.add({ operation: 'DeleteLogStream', resource: 'a:s', fault: FAULTS.accessDenied })
    const { exit, sent } = await run('a,b', EAST, '--remove-log-streams')
    expect([exit, sent]).toEqual([16, [`${EAST} a`, `${EAST} b`]])
    expect(stage.aws.logs.streamNames()).toEqual({ [`${EAST}:a`]: ['s'], [`${EAST}:b`]: [] })
    expect(readState(stage.home)['aws_services.cloudwatch_logs']).toMatchObject([{ aws_log_group: 'a' }])
  })

  test('DescribeLogGroups: what is named is read', async () => {
    put('b')
    stage.aws.faults.add({ operation: 'DescribeLogGroups', fault: FAULTS.accessDenied })
    const stdout = [denied('get_log_groups', 'DescribeLogGroups'), unread('a*')]
    expect(await run('a*,b')).toMatchObject({ exit: 16, stdout, sent: [`${EAST} b`] })
  })

  test('DescribeLogStreams: a group that is gone after its pattern was listed is no failure', async () => {
    for (const group of ['a1', 'a2']) put(group)
    const gone = { status: 400, code: 'ResourceNotFoundException', message: 'The specified log group does not exist.' }
    stage.aws.faults.add({ operation: 'DescribeLogStreams', resource: 'a1', fault: gone })
    expect(await run('a*')).toMatchObject({ exit: 0, stdout: [], sent: [`${EAST} a2`] })
  })
})

describe('a pattern', () => {
  const none = (pattern: string) => `WARNING: No log groups were found for "${pattern}"`

  test.each<[groups: string, regions: string, stdout: string[], sent: string[]]>([
    ['x*', EAST, [none('x*')], []],
    ['x*,b', EAST, [none('x*')], [`${EAST} b`]],
    ['x*,y*,b*', EAST, [none('x*'), none('y*')], [`${EAST} b`]],
    ['w*', `${EAST},${WEST}`, [], [`${WEST} w`]],
    ['x*', `${EAST},${WEST}`, [none('x*')], []],
    ['b*,b', EAST, [], [`${EAST} b`]],
  ])('%s in %s', async (groups, regions, stdout, sent) => {
    put('b')
    put('w', WEST)
    expect(await run(groups, regions)).toMatchObject({ exit: 0, stdout, sent })
  })
})

describe('the ARN of a group', () => {
  test.each([arn('/g/a'), `${arn('/g/a')}:*`, `/g/a,${arn('/g/a')}:*`, `/g/*,${arn('/g/a')}`])(
    '%s is its name',
    async (groups) => {
      put('/g/a')
      expect(await run(groups)).toMatchObject({ exit: 0, stdout: [], sent: [`${EAST} /g/a`] })
      expect(await run('/g/a')).toMatchObject({ exit: 0, sent: [] })
      expect(readState(stage.home)['aws_services.cloudwatch_logs']).toMatchObject([{ aws_log_group: '/g/a' }])
    },
  )

  test('is read in its own region alone', async () => {
    put('a')
    put('a', WEST)
    const { exit, stdout, sent } = await run(arn('a', WEST), `${EAST},${WEST}`)
    expect({ exit, stdout, sent }).toEqual({ exit: 0, stdout: [], sent: [`${WEST} a`] })
  })

  test('of a region that is not asked for is a failure, and the others are read', async () => {
    for (const group of ['a', 'b']) put(group)
    expect(await run(`${arn('a', WEST)}:*,b`)).toMatchObject({
      exit: 16,
      stdout: [nowhere(arn('a', WEST))],
      sent: [`${EAST} b`],
    })
  })

  test('of another account is asked for by the ARN, and never by the name in the own account', async () => {
    const other = arn('a', EAST, '210987654321')
    put('a')
    put(other)
    expect(await run(`${other}:*`)).toMatchObject({ exit: 0, stdout: [], sent: [`${EAST} ${other}`] })
    expect(readState(stage.home)['aws_services.cloudwatch_logs']).toMatchObject([{ aws_log_group: other }])
    expect(await run(`${other},a`)).toMatchObject({ exit: 0, sent: [`${EAST} a`] })
  })

  test.each(['arn:aws:s3:::bucket', `${arn('a')}:log-stream:s`, arn('a*'), 'arn:aws:logs:us-east-1:1:log-group:a'])(
    '%s is refused as none',
    async (text) => {
      const { exit, stderr } = await run(text)
      expect(exit).toBe(2)
      expect(stderr.join('\n')).toContain(`argument -g/--aws_log_groups: '${text}' isn't the ARN of a log group.`)
    },
  )
})
