import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { runHere } from '../helpers/run-here.ts'
import { decoded } from './decoded.ts'

describe('configuration', () => {
  const file = (configuration: unknown) => JSON.stringify({ configurationItems: [{ resourceId: 'i', configuration }] })

  test.each<[name: string, given: unknown, sent: unknown]>([
    ['securityGroups', 'sg-1', { groupId: ['sg-1'] }],
    ['securityGroups', ['sg-1'], { groupId: ['sg-1'] }],
    ['securityGroups', ['sg-1', 'sg-2'], { groupId: ['sg-1', 'sg-2'] }],
    [
      'securityGroups',
      [
        { groupName: 'a', groupId: '1' },
        { groupId: '2', x: 1 },
      ],
      { groupId: ['1', '2'], groupName: ['a'] },
    ],
    ['securityGroups', [{ groupName: 'a', groupId: '1' }], { groupName: ['a'], groupId: ['1'] }],
    ['securityGroups', [], {}],
    ['availabilityZones', 'z', { zoneName: ['z'] }],
    ['availabilityZones', [{ zoneName: 'z', subnetId: 's' }, 'y'], { subnetId: ['s'], zoneName: ['z', 'y'] }],
    [
      'availabilityZones',
      { zoneName: 'z', subnetId: 's', loadBalancerAddresses: [], none: null },
      { zoneName: ['z'], subnetId: ['s'], loadBalancerAddresses: [[]] },
    ],
    ['state', 'running', { name: 'running' }],
    ['state', { code: 1 }, { code: 1 }],
    ['iamInstanceProfile', ['one'], { name: 'one' }],
    ['createdTime', '2023-11-14T22:13:20.500Z', 1700000000],
    ['createdTime', '2023-11-14T22:13:20Z', 1700000000],
    ['createdTime', '1700000000.25', 1700000000.25],
    ['inventory', { Content: { b: {}, a: 1 }, n: null }, { Content: ['b', 'a'] }],
    ['inventory', { Content: 'text' }, { Content: 'text' }],
    ['other', ['one'], 'one'],
  ])('%s %j', (name, given, sent) => {
    const { events, lines } = decoded('config', file({ [name]: given }))
    expect(events[0]).toEqual({ resourceId: 'i', configuration: { [name]: sent }, source: 'config' })
    expect(lines).toEqual([])
  })

  test.each([
    ['securityGroups', 5],
    ['securityGroups', [1, 2]],
    ['state', ['a', 'b']],
    ['iamInstanceProfile', true],
    ['createdTime', 'yesterday'],
    ['createdTime', ''],
  ])('%s %j stays, with a warning', (name, given) => {
    const { events, lines } = decoded('config', file({ [name]: given }))
    expect(events[0]).toMatchObject({ configuration: { [name]: given } })
    expect(lines).toEqual([expect.stringMatching(/^Could not reformat event \{'integration': 'aws'/)])
  })

  test('is left alone when it is no object, or missing', () => {
    expect(decoded('config', file('text')).events[0]).toMatchObject({ configuration: 'text' })
    expect(decoded('config', file(null)).events[0]).toEqual({ resourceId: 'i', source: 'config' })
  })
})

test('a notice of a change that was too large has no events', () => {
  expect(decoded('config', '{"configurationItem": {"resourceId": "i"}}').events).toEqual([])
})

describe('a walk', () => {
  const stage = stageOf()
  const put = (day: string, id: string) => {
    const [year = '', month = '', date = ''] = day.split('/').map((part) => part.padStart(2, '0'))
    const name = `1_Config_us-east-1_ConfigSnapshot_${year}${month}${date}T000000Z_${id}.json.gz`
    const text = JSON.stringify({ configurationItems: [{ eventID: id }] })
    stage.aws.s3.put('logs', `AWSLogs/123456789012/Config/us-east-1/${day}/ConfigSnapshot/${name}`, gzipSync(text))
  }
  const run = async (...argv: string[]) => {
    const { exit } = await runHere(stage.home, ['--bucket', 'logs', '--type', 'config', ...argv])
    expect(exit).toBe(0)
    return stage.sink.datagrams.splice(0).map((event) => /"eventID": "(\w+)"/.exec(`${event}`)?.[1])
  }

  test('goes by the day over months and years, and finds what arrives late', async () => {
    for (const day of ['2024/10/1', '2024/2/10', '2024/12/31', '2024/2/9']) put(day, day.replaceAll('/', '_'))
    const date = ['--only_logs_after', '2024-JAN-01']
    expect(await run(...date)).toEqual(['2024_2_9', '2024_2_10', '2024_10_1', '2024_12_31'])
    put('2025/1/1', 'new')
    expect(await run(...date)).toEqual(['new'])
    put('2024/12/31', 'late')
    expect(await run(...date)).toEqual(['late'])
    expect(await run(...date)).toEqual([])
  })

  test('starts today without a date, and never goes back before its first day', async () => {
    const today = new Date()
    const [year, month, date] = [today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate()]
    put(`${year}/${month}/${date}`, 'today')
    put(`${year - 1}/12/31`, 'old')
    expect(await run()).toEqual(['today'])
    put(`${year}/${month}/${date}`, 'later')
    expect(await run()).toEqual(['later'])
  })
})
