import { describe, expect, test } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { decoded } from './decoded.ts'

const KEY = 'p/2024/01/02/03/aws-waf-logs-x'
const event = (headers: unknown, more = {}) => JSON.stringify({ httpRequest: { clientIp: 'c', headers }, ...more })
const header = (name: unknown, value: unknown) => ({ name, value })

describe('headers', () => {
  test.each<[string, unknown[], unknown]>([
    ['of the standards', [header('Host', 'h'), header('X-Own', 1), header('user-agent', null)], { Host: 'h' }],
    [
      'of proxies and browsers',
      ['X-Forwarded-For', 'x-forwarded-host', 'X-FORWARDED-PROTO', 'x-requested-with'].map((name) => header(name, 'v')),
      { 'X-Forwarded-For': 'v', 'x-forwarded-host': 'v', 'X-FORWARDED-PROTO': 'v', 'x-requested-with': 'v' },
    ],
    ['that the contract leaves out', ['Content-MD5', 'Accept-Datetime', 'DNT'].map((name) => header(name, 'v')), {}],
    ['in their spelling', [header('ACCEPT', 'a'), header('accept', 'b')], { ACCEPT: 'a', accept: 'b' }],
    [
      'repeated: the last counts',
      [header('cookie', 'a'), header('te', 't'), header('cookie', 'b')],
      { cookie: 'b', te: 't' },
    ],
    ['that are left out: nobody asks for their value', [{ name: 'x' }, header('Host', 'h')], { Host: 'h' }],
    ['of any characters', [header('Via', '"\\\u00e9\n')], { Via: '"\\\u00e9\n' }],
    ['none', [], {}],
  ])('%s', (_, headers, sent) => {
    const { events, fault } = decoded('waf', event(headers))
    expect(events).toEqual([{ httpRequest: { clientIp: 'c', headers: sent }, source: 'waf' }])
    expect(fault).toBeUndefined()
  })

  test.each([
    ['no list', event({ Host: 'h' })],
    ['no name', event([{ value: 'h' }])],
    ['no value', event([header('Host', 'h'), { name: 'Via' }])],
    ['a name that is no text', event([header(5, 'h')])],
    ['no request', '{"action": "ALLOW"}'],
  ])('%s: told, and sent as it is', (_, text) => {
    const { events, lines, fault } = decoded('waf', text, { key: KEY })
    expect(events).toHaveLength(1)
    expect(lines).toEqual([`The ${KEY} file doesn't have the expected structure.`])
    expect(fault?.kind).toBe('structure')
  })
})

describe('lines', () => {
  test('may hold several events, or none', () => {
    const text = `${event([], { n: 1 })}${event([], { n: 2 })}\r\n\r\n ${event([], { n: 3 })} \n`
    expect(decoded('waf', text).events.map(({ n }) => n)).toEqual([1, 2, 3])
  })

  test('that are no JSON are told, and the others sent', () => {
    const text = `${event([], { n: 1 })}{bad\n${event([], { n: 2 })}\n{"n":`
    const { events, lines, fault } = decoded('waf', text, { key: KEY })
    expect(events.map(({ n }) => n)).toEqual([1, 2])
    expect(lines).toEqual(Array(2).fill('Events from aws-waf-logs-x file could not be loaded.'))
    expect(fault?.kind).toBe('parse')
  })

  test('that are no objects are told', () => {
    const { events, lines } = decoded('waf', '5\n', { key: KEY })
    expect([events, lines]).toEqual([[], [`The ${KEY} file doesn't have the expected structure.`]])
  })
})

describe("WAF's own path", () => {
  const stage = stageOf()
  const put = (key: string) => {
    stage.aws.s3.put('logs', key, event([]))
    return key
  }
  const own = (account: string, region: string, acl: string, file = 'x.log') =>
    put(`AWSLogs/${account}/WAFLogs/${region}/${acl}/2024/01/03/04/05/${file}`)
  const run = async (...argv: string[]) => {
    const given = ['--bucket', 'logs', '--type', 'waf', '--only_logs_after', '2024-JAN-01', '--debug', '3', ...argv]
    const { exit, stdout } = await runHere(stage.home, given)
    const keys = stage.sink.datagrams.splice(0).map((sent) => /"log_file": "([^"]*)"/.exec(`${sent}`)?.[1])
    return { exit, stdout, keys }
  }

  test('is walked by account, region and ACL', async () => {
    const keys = [
      own('123456789012', 'eu-west-1', 'a'),
      own('123456789012', 'us-east-1', 'b'),
      own('210987654321', 'cloudfront', 'c'),
    ]
    expect(await run()).toMatchObject({ exit: 0, keys })
    const rows = readState(stage.home)['s3_cloudtrail.waf'] ?? []
    expect(rows.map((row) => row.aws_account_id)).toEqual(['123456789012', '123456789012', '210987654321'])
    expect((await run()).keys).toEqual([])
  })

  test('may have the days right under the region', async () => {
    const keys = ['02', '03'].map((day) => put(`AWSLogs/123456789012/WAFLogs/us-east-1/2024/01/${day}/04/x.log`))
    expect(await run()).toMatchObject({ exit: 0, keys })
    expect((await run()).keys).toEqual([])
  })

  test('stands beside the folders of a delivery stream, each with its own marker', async () => {
    const old = put('2024/01/02/03/aws-waf-logs-1')
    const first = own('123456789012', 'us-east-1', 'a', 'x1.log')
    expect((await run()).keys).toEqual([old, first])
    const next = [put('2024/01/02/03/aws-waf-logs-2'), own('123456789012', 'us-east-1', 'a', 'x2.log')]
    const { keys, stdout } = await run()
    expect(keys).toEqual(next)
    expect(stdout.join('\n')).not.toContain('another prefix')
  })

  test('is read for the accounts and regions asked for; what is global belongs to us-east-1', async () => {
    own('210987654321', 'us-east-1', 'a')
    const [west, global, east] = ['eu-west-1', 'cloudfront', 'us-east-1'].map((region) =>
      own('123456789012', region, 'a'),
    )
    expect((await run('--regions', 'eu-west-1', '--aws_account_id', '123456789012')).keys).toEqual([west])
    expect((await run('--regions', 'us-east-1', '--aws_account_id', '123456789012')).keys).toEqual([global, east])
  })

  test('may be given as the prefix', async () => {
    const key = own('123456789012', 'us-east-1', 'a')
    own('123456789012', 'us-east-1', 'b')
    expect((await run('--trail_prefix', 'AWSLogs/123456789012/WAFLogs/us-east-1/a')).keys).toEqual([key])
  })

  test('is none where AWSLogs holds something else', async () => {
    put('AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02/x.json')
    const key = put('2024/01/02/03/aws-waf-logs-1')
    expect((await run()).keys).toEqual([key])
  })
})
