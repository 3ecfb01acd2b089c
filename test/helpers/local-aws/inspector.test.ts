import { DescribeFindingsCommand, InspectorClient, ListFindingsCommand } from '@aws-sdk/client-inspector'
import { Inspector2Client, ListFindingsCommand as ListFindings2Command } from '@aws-sdk/client-inspector2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FAULTS, type LocalAws, startLocalAws } from './index.ts'

const REGION = 'us-east-1'

let aws: LocalAws

beforeEach(async () => {
  aws = await startLocalAws()
})

afterEach(() => aws.stop())

function config() {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  return { endpoint: aws.url, region: REGION, credentials, maxAttempts: 1 }
}

describe('Inspector v2', () => {
  const ask = async (input: ConstructorParameters<typeof ListFindings2Command>[0] = {}) => {
    const { findings = [], nextToken } = await new Inspector2Client(config()).send(new ListFindings2Command(input))
    return { titles: findings.map(({ title }) => title), nextToken }
  }

  test('gives findings of a time, in pages', async () => {
    for (const [title, updatedAt] of Object.entries({ old: 999, a: 1000, b: 1500.5, c: 2000, late: 2001 })) {
      aws.inspector2.put(REGION, JSON.stringify({ title, updatedAt }))
    }
    aws.inspector2.put('eu-west-1', '{"title": "elsewhere"}')
    const time = { startInclusive: new Date(1_000_000), endInclusive: new Date(2_000_000) }
    const first = await ask({ maxResults: 2, filterCriteria: { updatedAt: [time] } })
    const second = await ask({ maxResults: 2, filterCriteria: { updatedAt: [time] }, nextToken: first.nextToken })
    expect([first.titles, second]).toEqual([['a', 'b'], { titles: ['c'], nextToken: undefined }])
  })

  test('answers by script: each new request the next page, the same one the same', async () => {
    aws.inspector2.script(REGION, [['{"title": "1"}'], ['{"title": "2"}']])
    const seen = [await ask(), await ask(), await ask({ maxResults: 9 }), await ask({ maxResults: 8 })]
    expect(seen.map(({ titles }) => titles)).toEqual([['1'], ['1'], ['2'], []])
  })

  test('words errors as the REST protocol does', async () => {
    aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied })
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' })
  })
})

describe('classic Inspector', () => {
  beforeEach(() => {
    for (const n of [1, 2, 3]) {
      aws.inspector.put(REGION, {
        arn: `arn:${n}`,
        createdAt: n * 1000,
        updatedAt: n * 1000,
        service: 'Inspector',
        title: `t${n}`,
      })
    }
  })

  test('lists the ARNs of a time, in pages', async () => {
    const client = new InspectorClient(config())
    const filter = { creationTimeRange: { beginDate: new Date(1_500_000), endDate: new Date(9_000_000) } }
    const list = (nextToken?: string) =>
      client.send(new ListFindingsCommand({ filter, maxResults: 1, ...(nextToken && { nextToken }) }))
    const first = await list()
    const second = await list(first.nextToken)
    expect([first.findingArns, second.findingArns, second.nextToken]).toEqual([['arn:2'], ['arn:3'], undefined])
  })

  test('describes up to a hundred', async () => {
    const client = new InspectorClient(config())
    const { findings, failedItems } = await client.send(new DescribeFindingsCommand({ findingArns: ['arn:1', 'gone'] }))
    expect(findings).toMatchObject([{ arn: 'arn:1', createdAt: new Date(1_000_000), title: 't1' }])
    expect(failedItems).toMatchObject({ gone: { failureCode: 'ITEM_DOES_NOT_EXIST' } })
    const many = Array.from({ length: 101 }, (_, n) => `arn:${n}`)
    const ask = client.send(new DescribeFindingsCommand({ findingArns: many }))
    await expect(ask).rejects.toMatchObject({ name: 'InvalidInputException' })
  })
})
