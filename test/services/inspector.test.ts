import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import { type Home, makeHome } from '../helpers/home.ts'
import { FAULTS, type LocalAws, startLocalAws } from '../helpers/local-aws/index.ts'
import { runCli } from '../helpers/run-cli.ts'
import { readState, writeState } from '../helpers/state-db.ts'

const REGION = 'us-east-1'

let aws: LocalAws
let home: Home
let sink: DatagramSink

beforeEach(async () => {
  aws = await startLocalAws()
  home = makeHome(aws.url, { config: '[default]\nregion = us-east-1\n' })
  sink = new DatagramSink(home.socket)
})

afterEach(async () => {
  await sink.close()
  await aws.stop()
  home.remove()
})

async function run(service: string, ...more: string[]) {
  return runCli(home, ['--service', service, '--regions', REGION, ...more])
}

/** Events since the last time they were taken. */
function taken(): Record<string, unknown>[] {
  return sink.datagrams.splice(0).map((datagram) => JSON.parse(datagram.toString().slice('1:Wazuh-AWS:'.length)).aws)
}

const seconds = (iso: string) => Date.parse(iso) / 1000

describe('Inspector v2', () => {
  const put = (n: number, updatedAt: number) =>
    aws.inspector2.put(REGION, JSON.stringify({ findingArn: `arn:${n}`, updatedAt, inspectorScore: n }))

  it('sends all pages of what was updated since the date, then only what is newer', async () => {
    put(0, seconds('2023-12-31T23:59:59Z'))
    for (let n = 1; n <= 250; n++) put(n, seconds('2024-01-02T00:00:00Z') + n)
    expect((await run('inspector', '--only_logs_after', '2024-JAN-01')).exit).toBe(0)
    expect(taken().map(({ findingArn }) => findingArn)).toEqual(Array.from({ length: 250 }, (_, n) => `arn:${n + 1}`))
    put(251, Date.now() / 1000)
    await run('inspector', '--only_logs_after', '2024-JAN-01')
    expect(taken()).toMatchObject([{ findingArn: 'arn:251', source: 'inspector2' }])
  })

  it('starts at a later date than the last scan when asked to', async () => {
    await run('inspector', '--only_logs_after', '2024-JAN-01')
    writeState(home, 'aws_services', "DELETE FROM aws_services WHERE scan_date NOT LIKE '2024-01-01%'")
    put(1, seconds('2024-01-15T00:00:00Z'))
    put(2, seconds('2024-02-15T00:00:00Z'))
    await run('inspector', '--only_logs_after', '2024-FEB-01')
    expect(taken()).toMatchObject([{ findingArn: 'arn:2' }])
  })

  it('goes on where it began when the first scan fails', async () => {
    aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied, times: 1 })
    put(1, seconds('2024-01-15T00:00:00Z'))
    const { exit, stdout } = await run('inspector', '--only_logs_after', '2024-JAN-01')
    expect(exit).not.toBe(0)
    expect(stdout.at(-1)).toMatch(/^ERROR: .*ListFindings/)
    await run('inspector')
    expect(taken()).toMatchObject([{ findingArn: 'arn:1' }])
  })

  it('asks each region that is given', async () => {
    put(1, seconds('2024-01-15T00:00:00Z'))
    aws.inspector2.put('eu-west-1', JSON.stringify({ findingArn: 'arn:2', updatedAt: seconds('2024-01-15T00:00:00Z') }))
    const argv = ['--service', 'inspector', '--regions', 'us-east-1,eu-west-1', '--only_logs_after', '2024-JAN-01']
    expect((await runCli(home, argv)).exit).toBe(0)
    expect(taken()).toMatchObject([{ findingArn: 'arn:2' }, { findingArn: 'arn:1' }])
  })

  it('says why it cannot ask a region, in the words that the scheduler looks for', async () => {
    aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied })
    const { exit, stdout } = await runCli(home, ['--service', 'inspector', '--regions', 'us-east-1'])
    expect(exit).toBe(1)
    expect(stdout).toEqual([
      'ERROR: Unknown error: An error occurred (AccessDenied) when calling the ListFindings operation: Access Denied',
    ])
  })

  it('fails when no region at all can be asked', async () => {
    home.remove()
    home = makeHome(aws.url, { config: '[default]\n' })
    aws.faults.add({ service: 'inspector2', fault: FAULTS.accessDenied })
    const { exit, stdout } = await runCli(home, ['--service', 'inspector'])
    expect(exit).not.toBe(0)
    expect(stdout.at(-1)).toMatch(/^ERROR: /)
  })
})

describe('classic Inspector', () => {
  it('describes findings by the hundred and names them by their service', async () => {
    const createdAt = seconds('2024-01-15T00:00:00Z')
    for (let n = 0; n < 230; n++) {
      aws.inspector.put(REGION, {
        title: `t${n}`,
        arn: `arn:${n}`,
        service: 'Inspector',
        createdAt,
        updatedAt: createdAt,
      })
    }
    expect((await run('inspector-classic', '--only_logs_after', '2024-JAN-01')).exit).toBe(0)
    expect(sink.datagrams[0]?.toString()).toBe(
      '1:Wazuh-AWS:{"integration": "aws", "aws": {"arn": "arn:0", "title": "t0", ' +
        '"createdAt": "2024-01-15T00:00:00Z", "updatedAt": "2024-01-15T00:00:00Z", "source": "inspector"}}',
    )
    expect(taken()).toHaveLength(230)
    expect(aws.requests.of('DescribeFindings')).toHaveLength(3)
    expect(readState(home)['aws_services.aws_services']).toMatchObject([
      { service_name: 'inspector-classic', scan_date: '2024-01-01 00:00:00.0' },
      { service_name: 'inspector-classic' },
    ])
  })
})
