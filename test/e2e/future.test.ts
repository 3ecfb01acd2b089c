import { expect, test } from 'vitest'
import { runHere } from '../helpers/run-here.ts'
import { BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const DAY_MS = 86_400_000

/** A day by its distance from today: year, month, date. */
function day(days: number): readonly [string, string, string] {
  const [year = '', month = '', date = ''] = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10).split('-')
  return [year, month, date]
}

const FLOW = '2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1418530010 1418530070 ACCEPT OK\n'
const ACCESS =
  'owner bucket [06/Feb/2024:00:00:38 +0000] 192.0.2.3 - ID REST.GET.OBJECT k "GET /k HTTP/1.1" 200 - 1 1 1 1 "-" "a" - h - - - h TLSv1.2\n'
const DNS = '"2024-01-01 00:00:00","a","a","10.0.0.1","10.0.0.2","Allowed","1 (A)","NOERROR","x.","C","AD","AD",""\n'
const ALB = `${'http 2024-01-02T22:23:00.186641Z app/my/50dc 10.0.0.1:2817 10.0.0.2:80 0.000 0.001 0.000 200 200 34 366'}
 "GET http://x:80/ HTTP/1.1" "curl" - - arn "Root=1" "-" "-" 0 2024-01-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.2:80" "200" "-" "-"`
const logs = (service: string) => `AWSLogs/123456789012/${service}/us-east-1`
const slashed = (parts: readonly string[]) => parts.join('/')

/** For each type: the key of a file of a day, and a file of one event. */
const TYPES: Record<string, readonly [keyOf: (parts: readonly [string, string, string]) => string, body: string]> = {
  cloudtrail: [
    (d) => `${logs('CloudTrail')}/${slashed(d)}/123456789012_CloudTrail_us-east-1_${d.join('')}T0000Z_x.json`,
    '{"Records": [{"eventID": "x"}]}',
  ],
  config: [
    (d) =>
      `${logs('Config')}/${d.map(Number).join('/')}/ConfigHistory/123456789012_Config_us-east-1_ConfigHistory_AWS::X_${d.join('')}T000000Z_1.json`,
    '{"configurationItems": [{"id": "x"}]}',
  ],
  vpcflow: [
    (d) => `${logs('vpcflowlogs')}/${slashed(d)}/123456789012_vpcflowlogs_us-east-1_fl-1_${d.join('')}T0000Z_x.log`,
    FLOW,
  ],
  guardduty: [(d) => `${logs('GuardDuty')}/${slashed(d)}/x.jsonl`, '{"service": {"serviceName": "guardduty"}}'],
  alb: [
    (d) =>
      `${logs('elasticloadbalancing')}/${slashed(d)}/123456789012_elasticloadbalancing_us-east-1_app.x_${d.join('')}T0000Z_x.log`,
    ALB.replace('\n', ''),
  ],
  custom: [(d) => `${slashed(d)}/x`, '{"source": "aws.x", "detail": {"id": "x"}}'],
  waf: [(d) => `${slashed(d)}/x`, '{"timestamp": 1, "httpRequest": {"headers": []}}'],
  server_access: [(d) => `${d.join('-')}-00-00-00-0123456789ABCDEF`, ACCESS],
  cisco_umbrella: [(d) => `dnslogs/${d.join('-')}/x.csv`, DNS],
}

test.each(Object.keys(TYPES))(
  '%s: a key dated after tomorrow is sent once and hides no later file, also one sent by an earlier version',
  async (type) => {
    const [keyOf, body] = TYPES[type] ?? []
    if (!keyOf || body === undefined) throw new Error(`no file of ${type}`)
    const put = (parts: readonly [string, string, string]) => {
      const key = keyOf(parts)
      stage.aws.s3.put(BUCKET, key, body)
      return key
    }
    if (type === 'server_access') stage.aws.s3.put(BUCKET, 'folder/x', '')
    const prefix = type === 'cisco_umbrella' ? ['--trail_prefix', 'dnslogs'] : []
    const run = () =>
      runHere(stage.home, ['--bucket', BUCKET, '--type', type, ...prefix, '--lookback-days', '0', '--debug', '1'])
    const sent = () => stage.sink.texts().map((text) => /"log_file": "([^"]*)"/.exec(text)?.[1])
    const evil = [put(['9999', '12', '31']), put(day(2))].sort()
    const first = await run()
    expect(first.exit).toBe(0)
    expect(first.stdout.filter((line) => line.includes('is dated in the future'))).toHaveLength(2)
    expect(sent().sort()).toEqual(evil)

    const today = put(day(0))
    const tomorrow = put(day(1))
    const second = await run()
    expect(second.exit).toBe(0)
    expect(second.stdout.some((line) => line.includes(`${keyOf(['9999', '12', '31'])} is dated in the future`))).toBe(
      true,
    )
    expect(sent().slice(2).sort()).toEqual([today, tomorrow].sort())
    await run()
    expect(sent()).toHaveLength(4)
  },
)
