import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/program.ts'
import { UsageError } from '../../src/cli/usage.ts'
import { RunError } from '../../src/errors.ts'
import type { FlagValues, Options } from '../../src/options.ts'

function optionsOf(argv: readonly string[], env: Record<string, string> = {}): Options {
  const request = parseArguments(argv, env)
  if (request.kind !== 'run') throw new Error(`wanted a run, got ${request.kind}`)
  return request.options
}

/** All parts side by side, as the flags name their members. */
function valuesOf(argv: readonly string[], env: Record<string, string> = {}): Partial<FlagValues> {
  const { source, aws, output, limits } = optionsOf(argv, env)
  const { discard, ...others } = output
  const discarding = { discardField: discard.field, discardRegex: discard.regex } as Partial<FlagValues>
  return { ...source, ...aws, ...others, ...discarding, ...limits }
}

function usageErrorOf(argv: readonly string[], env: Record<string, string> = {}): UsageError {
  try {
    parseArguments(argv, env)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error('wanted a usage error')
}

test('a bucket gets the defaults of what is not given, and nothing that belongs to other sources', () => {
  expect(optionsOf(['-b', 'a-bucket', '-g', 'group', '-q', 'queue'])).toEqual({
    source: {
      kind: 'bucket',
      bucket: 'a-bucket',
      type: 'cloudtrail',
      accountIds: [],
      regions: [],
      trailPrefix: '',
      trailSuffix: '',
      remove: false,
      reparse: false,
      lookbackDays: 1,
    },
    aws: { regions: [] },
    output: {
      emit: 'socket',
      mode: 'collect',
      isJson: false,
      accountAlias: '',
      discard: { field: undefined, regex: undefined },
      skipOnError: false,
      debugLevel: 0,
    },
    limits: { maxObjectBytes: 536_870_912, maxEps: 0, pacing: true, deadline: 0 },
  })
})

test('a service gets the defaults of what is not given', () => {
  expect(optionsOf(['-sr', 'CloudWatchLogs']).source).toEqual({
    kind: 'service',
    service: 'cloudwatchlogs',
    regions: [],
    reparse: false,
    lookbackDays: 1,
    logGroups: [],
    logStreams: [],
    removeLogStreams: false,
  })
})

test('a subscriber gets its queue', () => {
  expect(optionsOf(['-sb', 'Buckets', '-q', 'q_1', '-t', 'waf']).source).toEqual({
    kind: 'subscriber',
    subscriber: 'buckets',
    queue: 'q_1',
  })
})

test('no part of the options can be changed', () => {
  const options = optionsOf(['-b', 'a-bucket'])
  for (const part of [options, ...Object.values(options)]) expect(Object.isFrozen(part)).toBe(true)
})

describe('each flag sets its option', () => {
  test.each<[string, string[], Partial<FlagValues>]>([
    ['bucket, joined', ['-bsome-bucket'], { bucket: 'some-bucket' }],
    ['organization', ['-O', 'o-1'], { organizationId: 'o-1' }],
    ['accounts', ['-c', '123456789012,999988887777'], { accountIds: ['123456789012', '999988887777'] }],
    ['debug', ['-d2'], { debugLevel: 2 }],
    ['keys', ['-a', 'A', '-k', 'S'], { accessKey: 'A', secretKey: 'S' }],
    ['switches after one dash', ['-ReoP'], { remove: true, skipOnError: true, reparse: true }],
    ['profile', ['-p', 'dev'], { profile: 'dev' }],
    ['external id', ['-x', 'e'], { externalId: 'e' }],
    [
      'role',
      ['-i', 'arn:aws:iam::123456789012:role/r', '-rd', '900'],
      { roleArn: 'arn:aws:iam::123456789012:role/r', roleDuration: 900 },
    ],
    ['alias', ['-n', 'My Alias'], { accountAlias: 'My Alias' }],
    ['paths', ['-l', 'a/b', '-L', 'c/'], { trailPrefix: 'a/b/', trailSuffix: 'c/' }],
    ['date', ['-s', '2024-jAn-01'], { onlyLogsAfter: '20240101' }],
    ['regions', ['-r', 'us-west-2,eu-west-1,us-west-2'], { regions: ['eu-west-1', 'us-west-2'] }],
    ['type', ['-t', 'CloudTrail'], { type: 'cloudtrail' }],
    ['discarding', ['-df', 'a.b', '-dr', 'x.*'], { discardField: 'a.b', discardRegex: 'x.*' }],
    [
      'endpoints',
      ['-st', 'sts.local', '-se', 'http://h:9'],
      { stsEndpoint: 'https://sts.local', serviceEndpoint: 'http://h:9' },
    ],
    [
      'limits',
      ['--lookback-days=0', '--max-eps=5', '--no-pacing', '--deadline=60'],
      { lookbackDays: 0, maxEps: 5, pacing: false, deadline: 60 },
    ],
    ['size', ['--max-object-bytes', '1024'], { maxObjectBytes: 1024 }],
    ['emit', ['--emit', 'stdout'], { emit: 'stdout' }],
    ['summary', ['--summary', 'trail.prom'], { summaryFile: 'trail.prom' }],
    [
      'the last of a repeated flag',
      ['-d1', '-d', '3', '-b', 'other-bucket'],
      { debugLevel: 3, bucket: 'other-bucket' },
    ],
    ['values with line ends and equal signs', ['-n', 'a=b\nc'], { accountAlias: 'a=b\nc' }],
    ['an empty value', ['--aws_account_alias='], { accountAlias: '' }],
  ])('%s', (_, argv, expected) => {
    expect(valuesOf(['-b', 'a-bucket', ...argv])).toMatchObject(expected)
  })

  test.each<[string, string[], Partial<FlagValues>]>([
    ['removing', ['-oP'], { reparse: true, removeLogStreams: true }],
    ['log groups', ['-g', 'app,web*,'], { logGroups: ['app', 'web*'] }],
    ['log streams', ['--aws_log_streams', '2024/01/[$LATEST]a, b*'], { logStreams: ['2024/01/[$LATEST]a', 'b*'] }],
  ])('of a service: %s', (_, argv, expected) => {
    expect(valuesOf(['-sr', 'cloudwatchlogs', ...argv])).toMatchObject(expected)
  })
})

describe('what becomes of the events', () => {
  test.each<[string, string[], string, boolean]>([
    ['the socket', [], 'collect', true],
    ['the socket, said twice', ['--commit'], 'collect', true],
    ['stdout', ['--emit', 'stdout'], 'look', false],
    ['stdout, committed', ['--emit', 'stdout', '--commit'], 'collect', true],
    ['nowhere', ['--dry-run'], 'dry-run', false],
    ['nowhere, for scripts', ['--dry-run', '--json', '--emit', 'stdout'], 'dry-run', false],
  ])('%s: only a collecting run removes anything', (_, argv, mode, removes) => {
    const bucket = optionsOf(['-b', 'a-bucket', '-R', ...argv])
    expect(bucket.output.mode).toBe(mode)
    expect(bucket.source).toMatchObject({ remove: removes })
    expect(optionsOf(['-sr', 'cloudwatchlogs', '-P', ...argv]).source).toMatchObject({ removeLogStreams: removes })
  })
})

describe('usage errors', () => {
  const oneRequired = 'one of the arguments -b/--bucket -sr/--service -sb/--subscriber is required'
  test.each<[string[], string]>([
    [[], oneRequired],
    [['--no-such-flag'], oneRequired],
    [['-b'], 'argument -b/--bucket: expected one argument'],
    [['-b', 'a-bucket', '-sr', 'inspector'], 'argument -sr/--service: not allowed with argument -b/--bucket'],
    [['-sb', 'x', '-b', 'a-bucket'], 'argument -b/--bucket: not allowed with argument -sb/--subscriber'],
    [['-sb', 'x', '-b', 'Bad'], "argument -b/--bucket: 'Bad' isn't a valid bucket name."],
    [['-b', 'a-bucket', '--no-such-flag'], 'unrecognized arguments: --no-such-flag'],
    [['a', '-b', 'a-bucket', '--', '-R'], 'unrecognized arguments: a -- -R'],
    [
      ['-b', 'a-bucket', '--re'],
      'ambiguous option: --re could match --remove, --regions, --reparse, --remove-log-streams',
    ],
    [['-b', 'Bad', '-d'], "argument -b/--bucket: 'Bad' isn't a valid bucket name."],
    [['-srx'], "argument -s/--only_logs_after: Argument not a valid date in format YYYY-MMM-DD: 'rx'."],
    [['-b', 'a-bucket', '-d', 'abc'], "argument -d/--debug: invalid int value: 'abc'"],
    [['-b', 'a-bucket', '--emit', 'x'], "argument --emit: invalid choice: 'x' (choose from 'socket', 'stdout')"],
    [['-b', 'a-bucket', '--commit', '--dry-run'], 'argument --dry-run: not allowed with argument --commit'],
    [['-b', 'a-bucket', '--summary', 'f', '--dry-run'], 'argument --dry-run: not allowed with argument --summary'],
    [['-b', 'a-bucket', '--summary='], "argument --summary: not the name of a file: ''"],
    [['-b', 'a-bucket', '--json'], 'argument --json: only allowed with argument --dry-run'],
    [['-b', 'a-bucket', '-dr', '('], expect.stringMatching(/^argument -dr\/--discard-regex: ./)],
  ])('%j: %s', (argv, text) => {
    expect(usageErrorOf(argv).message).toEqual(text)
  })

  test('is written to stderr, as the scheduler expects it, and prints no other line', () => {
    const error = usageErrorOf(['-b', 'Bad\nname'])
    const lines = error.stderr.split('\n')
    expect(lines[0]).toMatch(/^usage: aws\.py \[-h\] \(-b BUCKET \| -sr SERVICE \| -sb KIND\)/)
    expect(lines.slice(-2)).toEqual([
      "aws.py: error: argument -b/--bucket: 'Bad\\nname' isn't a valid bucket name.",
      '',
    ])
    expect(lines.every((line) => line.length <= 80 || line.startsWith('aws.py: error: '))).toBe(true)
    expect(error).toMatchObject({ exitCode: 2, lines: [] })
  })
})

test('a role duration needs a role', () => {
  const act = () => parseArguments(['-b', 'a-bucket', '-rd', '3600'], {})
  expect(act).toThrow(RunError)
  expect(act).toThrow(
    expect.objectContaining({
      exitCode: 1,
      message: 'Unknown error: Used --iam_role_duration argument but no --iam_role_arn provided.',
    }),
  )
})

describe('environment', () => {
  const env = { WAZUH_AWS_LOOKBACK_DAYS: '3', WAZUH_AWS_MAX_EPS: '100', WAZUH_AWS_DEADLINE: '60' }

  test('fills in what is not given', () => {
    expect(valuesOf(['-b', 'a-bucket'], env)).toMatchObject({ lookbackDays: 3, maxEps: 100, deadline: 60 })
    expect(valuesOf(['-b', 'a-bucket', '--max-eps', '0'], env)).toMatchObject({ lookbackDays: 3, maxEps: 0 })
  })

  test('an empty variable is none', () => {
    expect(optionsOf(['-b', 'a-bucket'], { WAZUH_AWS_MAX_EPS: '' }).limits.maxEps).toBe(0)
  })

  test('a bad value is a usage error that names the variable, unless the flag is given', () => {
    const bad = { WAZUH_AWS_DEADLINE: 'soon' }
    expect(usageErrorOf(['-b', 'a-bucket'], bad).message).toBe(
      "environment variable WAZUH_AWS_DEADLINE: must be a whole number from 0 to 2147483: 'soon'",
    )
    expect(optionsOf(['-b', 'a-bucket', '--deadline', '1'], bad).limits.deadline).toBe(1)
  })
})

describe('help and version', () => {
  test('help names every flag', () => {
    const request = parseArguments(['-h'], {})
    expect(request).toMatchObject({ kind: 'help' })
    const text = request.kind === 'help' ? request.text : ''
    expect(text).toMatch(/^Usage: aws-s3 \[-h\]/)
    for (const term of ['  -sr, --service SERVICE ', '  --max-eps EVENTS ', '  -R, --remove ', '  -h, --help ']) {
      expect(text).toContain(`\n${term}`)
    }
    expect(text.endsWith('\n')).toBe(true)
  })

  test('are taken before mistakes that follow them, and after mistakes that stand before them', () => {
    expect(parseArguments(['--help', '-b', 'Bad'], {}).kind).toBe('help')
    expect(parseArguments(['--version', '--no-such-flag'], {})).toEqual({ kind: 'version' })
    expect(usageErrorOf(['-b', 'Bad', '-h']).message).toContain("'Bad' isn't")
  })
})
