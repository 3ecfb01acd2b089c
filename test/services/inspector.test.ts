import { describe, expect, test } from 'vitest'
import { makeHome } from '../helpers/home.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { runHere } from '../helpers/run-here.ts'
import { freshStage } from '../helpers/stage.ts'
import { readState, writeState } from '../helpers/state-db.ts'

const REGION = 'us-east-1'

const stage = freshStage()

async function run(service: string, ...more: string[]) {
  return runHere(stage.home, ['--service', service, '--regions', REGION, ...more])
}

/** Events since the last time they were taken. */
function taken(): Record<string, unknown>[] {
  return stage.sink.datagrams
    .splice(0)
    .map((datagram) => JSON.parse(datagram.toString().slice('1:Wazuh-AWS:'.length)).aws)
}

const seconds = (iso: string) => Date.parse(iso) / 1000

describe('Inspector v2', () => {
  const put = (n: number, updatedAt: number) =>
    stage.aws.inspector2.put(REGION, JSON.stringify({ findingArn: `arn:${n}`, updatedAt, inspectorScore: n }))

  test('sends all pages of what was updated since the date, then only what is newer', async () => {
    put(0, seconds('2023-12-31T23:59:59Z'))
    for (let n = 1; n <= 250; n++) put(n, seconds('2024-01-02T00:00:00Z') + n)
    expect((await run('inspector', '--only_logs_after', '2024-JAN-01')).exit).toBe(0)
    expect(taken().map(({ findingArn }) => findingArn)).toEqual(Array.from({ length: 250 }, (_, n) => `arn:${n + 1}`))
    put(251, Date.now() / 1000)
    await run('inspector', '--only_logs_after', '2024-JAN-01')
    expect(taken()).toMatchObject([{ findingArn: 'arn:251', source: 'inspector2' }])
  })

  test('starts at a later date than the last scan when asked to', async () => {
    await run('inspector', '--only_logs_after', '2024-JAN-01')
    writeState(stage.home, 'aws_services', "DELETE FROM aws_services WHERE scan_date NOT LIKE '2024-01-01%'")
    put(1, seconds('2024-01-15T00:00:00Z'))
    put(2, seconds('2024-02-15T00:00:00Z'))
    await run('inspector', '--only_logs_after', '2024-FEB-01')
    expect(taken()).toMatchObject([{ findingArn: 'arn:2' }])
  })

  test('goes on where it began when the first scan fails', async () => {
    stage.aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied, times: 1 })
    put(1, seconds('2024-01-15T00:00:00Z'))
    const { exit, stdout } = await run('inspector', '--only_logs_after', '2024-JAN-01')
    expect(exit).not.toBe(0)
    expect(stdout.at(-1)).toMatch(/^ERROR: .*ListFindings/)
    await run('inspector')
    expect(taken()).toMatchObject([{ findingArn: 'arn:1' }])
  })

  const today = () => new Date().toISOString().slice(0, 10)
  const scans = () =>
    (readState(stage.home)['aws_services.aws_services'] ?? []).map(({ scan_date: date }) => String(date))
  const froms = (stdout: readonly string[]) => stdout.filter((line) => line.includes('Attempting to fetch'))

  test('starts today when it reparses without a date, whatever was scanned', async () => {
    await run('inspector', '--only_logs_after', '2024-JAN-01')
    const { stdout } = await run('inspector', '--reparse', '--debug', '2')
    expect(froms(stdout)).toEqual([`DEBUG: +++ Attempting to fetch Inspector V2 findings from ${today()} 00:00:00`])
    expect(scans()).toHaveLength(3)
  })

  test('starts at the date when it reparses with one, also before the last scan', async () => {
    await run('inspector')
    const { stdout } = await run('inspector', '--reparse', '--only_logs_after', '2024-JAN-01', '--debug', '2')
    expect(froms(stdout)).toEqual(['DEBUG: +++ Attempting to fetch Inspector V2 findings from 2024-01-01 00:00:00'])
  })

  test.each([
    [[], 2],
    [['--reparse'], 1],
    [['--reparse', '--only_logs_after', '2024-JAN-01'], 1],
  ])('remembers a first scan with %j in %i rows: where it began is none of reparse', async (argv, rows) => {
    await run('inspector', ...argv)
    expect(scans()).toHaveLength(rows)
    expect(scans().at(-1)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/)
  })

  describe('lines', () => {
    const scan = async (...argv: string[]) =>
      (await run('inspector', '--only_logs_after', '2024-JAN-01', ...argv)).stdout.filter((line) =>
        line.includes('[Insp'),
      )
    const all = ['--discard-field', 'findingArn', '--discard-regex', 'arn']

    test.each([
      ['nothing when everything is discarded', all, 0],
      ['what is left when some are discarded', ['--discard-field', 'findingArn', '--discard-regex', 'arn:1$'], 149],
      ['everything without a rule', [], 150],
    ])('tell of %s', async (_, argv, sent) => {
      for (let n = 1; n <= 150; n++) put(n, seconds('2024-01-02T00:00:00Z') + n)
      const told = await scan(...argv, '--debug', '1')
      const label = 'DEBUG: +++ [InspectorV2]'
      expect(told).toEqual([
        sent === 0
          ? `${label} No findings with recent updates in the specified time range`
          : `${label} ${sent} events collected and processed`,
      ])
      expect(taken()).toHaveLength(sent)
    })

    test('at level 3 tell how many findings each page has, in front of them', async () => {
      for (let n = 1; n <= 150; n++) put(n, seconds('2024-01-02T00:00:00Z') + n)
      const told = await scan(...all, '--debug', '3')
      const pages = told.flatMap((line, at) => (line.includes('Processing') ? [[at, line]] : []))
      expect(pages).toEqual([
        [0, 'DEBUG: +++ [InspectorV2] Processing 100 events'],
        [101, 'DEBUG: +++ [InspectorV2] Processing 50 events'],
      ])
    })

    test('at level 3 say nothing of a rule that was not given', async () => {
      put(1, seconds('2024-01-02T00:00:00Z'))
      expect((await scan('--debug', '3')).filter((line) => line.includes('regex'))).toEqual([])
      expect(await scan('--reparse', ...all.slice(0, 3), 'x', '--debug', '3')).toContain(
        'DEBUG: +++ [InspectorV2] The "x" regex did not find a match in the "findingArn" field. The event will be processed.',
      )
    })
  })

  test('asks each region that is given', async () => {
    put(1, seconds('2024-01-15T00:00:00Z'))
    stage.aws.inspector2.put(
      'eu-west-1',
      JSON.stringify({ findingArn: 'arn:2', updatedAt: seconds('2024-01-15T00:00:00Z') }),
    )
    const argv = ['--service', 'inspector', '--regions', 'us-east-1,eu-west-1', '--only_logs_after', '2024-JAN-01']
    expect((await runHere(stage.home, argv)).exit).toBe(0)
    expect(taken()).toMatchObject([{ findingArn: 'arn:2' }, { findingArn: 'arn:1' }])
  })

  test('says why it cannot ask a region, in the words that the scheduler looks for', async () => {
    stage.aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied })
    const { exit, stdout } = await runHere(stage.home, ['--service', 'inspector', '--regions', 'us-east-1'])
    expect(exit).toBe(1)
    expect(stdout).toEqual([
      'ERROR: Unknown error: An error occurred (AccessDenied) when calling the ListFindings operation: Access Denied',
    ])
  })

  test('fails when no region at all can be asked', async () => {
    stage.home.remove()
    stage.home = makeHome(stage.aws.url, { config: '[default]\n' })
    stage.aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied })
    const { exit, stdout } = await runHere(stage.home, ['--service', 'inspector'])
    expect(exit).not.toBe(0)
    expect(stdout.at(-1)).toMatch(/^ERROR: /)
  })
})

describe('classic Inspector', () => {
  test.each([
    ['1', 1],
    ['0', 0],
  ])('with --debug %s says that AWS ended it %i times, however many regions are read', async (level, times) => {
    const argv = ['--service', 'inspector-classic', '--regions', 'us-east-1,us-west-2', '--debug', level]
    const { exit, stdout } = await runHere(stage.home, argv)
    const warnings = stdout.filter((line) => line.includes('AWS ended Amazon Inspector Classic'))
    expect([exit, warnings.length]).toEqual([0, times])
  })

  test('describes findings by the hundred and names them by their service', async () => {
    const createdAt = seconds('2024-01-15T00:00:00Z')
    for (let n = 0; n < 230; n++) {
      stage.aws.inspector.put(REGION, {
        title: `t${n}`,
        arn: `arn:${n}`,
        service: 'Inspector',
        createdAt,
        updatedAt: createdAt,
      })
    }
    expect((await run('inspector-classic', '--only_logs_after', '2024-JAN-01')).exit).toBe(0)
    expect(stage.sink.datagrams[0]?.toString()).toBe(
      '1:Wazuh-AWS:{"integration": "aws", "aws": {"arn": "arn:0", "title": "t0", ' +
        '"createdAt": "2024-01-15T00:00:00Z", "updatedAt": "2024-01-15T00:00:00Z", "source": "inspector"}}',
    )
    expect(taken()).toHaveLength(230)
    expect(stage.aws.requests.of('DescribeFindings')).toHaveLength(3)
    expect(readState(stage.home)['aws_services.aws_services']).toMatchObject([
      { service_name: 'inspector-classic', scan_date: '2024-01-01 00:00:00.0' },
      { service_name: 'inspector-classic' },
    ])
  })
})

describe('a region that cannot be read keeps no other from being read', () => {
  const all = (regions: string, ...more: string[]) =>
    runHere(stage.home, ['--service', 'inspector', '--regions', regions, '--only_logs_after', '2024-JAN-01', ...more])
  const put = (region: string) =>
    stage.aws.inspector2.put(region, JSON.stringify({ findingArn: region, updatedAt: seconds('2024-01-15T00:00:00Z') }))
  const arns = () => taken().map(({ findingArn }) => findingArn)

  test.each([
    ['refused', FAULTS.accessDenied, 1, /^ERROR: Unknown error: .*AccessDenied/],
    ['its keys unknown there', { status: 403, code: 'UnrecognizedClientException', message: 'no' }, 1, /: no$/],
    ['not understood', { status: 400, code: 'ValidationException', message: 'bad' }, 1, /^ERROR: Unknown error: .*bad/],
  ])('%s', async (_, fault, exit, line) => {
    for (const region of ['eu-west-1', 'us-east-1', 'us-west-2']) put(region)
    stage.aws.faults.add({ service: 'inspector2', fault, times: 1 })
    const result = await all('eu-west-1,us-east-1,us-west-2')
    expect([result.exit, result.stdout]).toEqual([exit, [expect.stringMatching(line)]])
    expect(arns()).toEqual(['us-east-1', 'us-west-2'])
    stage.aws.faults.clear()
    await all('eu-west-1')
    expect(arns()).toEqual(['eu-west-1'])
  })

  test('a failure that all regions share is printed once', async () => {
    stage.aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied })
    const { exit, stdout } = await all('eu-west-1,us-east-1,us-west-2')
    expect([exit, stdout.length]).toEqual([1, 1])
  })

  test.each([
    ['me-south-1,us-east-1', ['us-east-1']],
    ['us-east-1,us-west-2,zz-east-1', ['us-east-1', 'us-west-2']],
  ])('where the service is not offered: %s', async (regions, sent) => {
    for (const region of sent) put(region)
    expect((await all(regions)).exit).toBe(22)
    expect(arns()).toEqual(sent)
  })

  test('except that a second one that cannot be reached ends the run', async () => {
    stage.home.remove()
    stage.home = makeHome('http://127.0.0.1:9', { config: '[default]\nmax_attempts = 1\n' })
    const { exit, stdout } = await all('eu-west-1,us-east-1,us-west-2', '--debug', '1')
    expect(exit).toBe(15)
    expect(stdout.filter((line) => line.includes('Getting alerts'))).toHaveLength(2)
  })
})
