import { expect, test } from 'vitest'
import { parseStateCommand, type StateCommand } from '../../src/cli/state-command.ts'
import { UsageError } from '../../src/cli/usage.ts'

const list = (choice: object, more: object = {}) => ({ kind: 'list', choice, wide: false, json: false, ...more })
const forget = (choice: object, yes = false) => ({ kind: 'forget', choice, yes })

test.each<[string, StateCommand | object]>([
  ['', list({})],
  ['--json', list({}, { json: true })],
  ['--bucket my-trail --wide', list({ bucket: 'my-trail' }, { wide: true })],
  ['-c 123456789012 -r us-east-1', list({ accountIds: ['123456789012'], regions: ['us-east-1'] })],
  ['-t alb --region us-east-1', list({ type: 'alb', regions: ['us-east-1'] })],
  ['--json failed', { kind: 'failed', choice: {}, json: true }],
  ['failed -b my-trail -t alb --json', { kind: 'failed', choice: { bucket: 'my-trail', type: 'alb' }, json: true }],
  ['forget --bucket my-trail', forget({ bucket: 'my-trail' })],
  ['forget -b my-trail --yes', forget({ bucket: 'my-trail' }, true)],
  ['forget --bucket=my-trail --type VPCFlow', forget({ bucket: 'my-trail', type: 'vpcflow' })],
  [
    'forget -b my-trail -l logs -L x/ -c 123456789012,210987654321 -r us-east-1',
    forget({
      bucket: 'my-trail',
      trailPrefix: 'logs/',
      trailSuffix: 'x/',
      accountIds: ['123456789012', '210987654321'],
      regions: ['us-east-1'],
    }),
  ],
  [
    'forget --service CloudWatchLogs --aws_log_groups a,b* --aws_log_streams s',
    forget({ service: 'cloudwatchlogs', logGroups: ['a', 'b*'], logStreams: ['s'] }),
  ],
])('state %s', (line, command) => {
  expect(parseStateCommand(argvOf(line))).toEqual(command)
})

test.each([
  ['nothing', 'unrecognized arguments: --nothing', '--nothing'],
  ['a word too many', 'unrecognized arguments: list', 'list'],
  ['neither bucket nor service', 'one of the arguments -b/--bucket -sr/--service is required', 'forget'],
  ['both', 'argument -sr/--service: not allowed with argument -b/--bucket', 'forget -b my-trail --service inspector'],
  ['a bad name', "argument -b/--bucket: 'My_Trail' isn't a valid bucket name.", 'forget -b My_Trail'],
  ['no value', 'argument -b/--bucket: expected one argument', 'forget -b'],
  [
    'an empty list, which is not all',
    "argument -r/--regions: WARNING: The region '' has not",
    'forget -b my-trail --regions=',
  ],
  ['only commas', "argument -g/--aws_log_groups: ',,' names nothing", 'forget --service x -g ,,'],
])('refuses %s, and says why and where to look', (_, reason, line) => {
  const error = errorOf(() => parseStateCommand(argvOf(line)))
  expect(error.exitCode).toBe(2)
  const name = line.startsWith('forget') ? 'aws-s3 state forget' : 'aws-s3 state'
  expect(error.stderr).toContain(`${name}: error: ${reason}`)
  expect(error.stderr).toMatch(new RegExp(`^[^\\n]+\nSee ${name} --help\n$`))
})

test.each([
  ['--help', ['aws-s3 state', '--json', 'forget']],
  ['forget --help', ['aws-s3 state forget', '-r, --regions REGIONS', '--service SERVICE', '--yes']],
])('state %s', (line, terms) => {
  const command = parseStateCommand(argvOf(line))
  for (const term of terms) expect(command).toMatchObject({ kind: 'help', text: expect.stringContaining(term) })
})

const argvOf = (line: string) => line.split(' ').filter((word) => word !== '')

function errorOf(action: () => unknown): UsageError {
  try {
    action()
  } catch (cause) {
    if (cause instanceof UsageError) return cause
    throw cause
  }
  throw new Error('wanted an error')
}
