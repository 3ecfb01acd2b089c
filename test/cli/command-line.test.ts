import { describe, expect, test } from 'vitest'
import { parseCommandLine, parseRunFlags } from '../../src/cli/command-line.ts'
import { type CommandSpec, JSON_SWITCH } from '../../src/cli/command-spec.ts'
import { FLAGS } from '../../src/cli/flags.ts'
import { UsageError } from '../../src/cli/usage.ts'

const OWN = {
  json: JSON_SWITCH,
  jobs: {
    long: '--jobs',
    metavar: 'N',
    help: 'how many',
    read: (text: string) => {
      if (!/^\d+$/.test(text)) throw new Error(`no number: '${text}'`)
      return Number(text)
    },
  },
} as const
const SPEC: CommandSpec<typeof OWN> = {
  name: 'look',
  summary: 'Looks.',
  usage: '[FILE] [--json]',
  own: OWN,
  takesRunFlags: true,
  maxOperands: 1,
  examples: ['aws-s3 look s3://a-bucket/'],
}
const BARE = { ...SPEC, takesRunFlags: false, maxOperands: 0 }

const parse = (line: string, spec = SPEC) => parseCommandLine(spec, line.split(' ').filter(Boolean))

test.each<[string, object]>([
  ['', { own: { json: false, jobs: undefined }, operands: [], runArgv: [] }],
  ['--json --jobs 3 a.conf', { own: { json: true, jobs: 3 }, operands: ['a.conf'], runArgv: [] }],
  ['--jobs=1 --jobs=2', { own: { json: false, jobs: 2 } }],
  ['-b x-bucket --json -t alb', { own: { json: true }, runArgv: ['--bucket=x-bucket', '--type=alb'] }],
  ['-bx-bucket -eo', { runArgv: ['--bucket=x-bucket', '--skip_on_error', '--reparse'] }],
  ['--profile dev --region us-east-1', { runArgv: ['--aws_profile=dev', '--regions=us-east-1'] }],
  ['--endpoint-url=http://h:1', { runArgv: ['--service_endpoint=http://h:1'] }],
  ['s3://x-bucket', { runArgv: ['--bucket=x-bucket'] }],
  ['s3://x-bucket/', { runArgv: ['--bucket=x-bucket'] }],
  ['s3://x-bucket/a/b c.conf', { operands: ['c.conf'], runArgv: ['--bucket=x-bucket', '--trail_prefix=a/b'] }],
])('look %s', (line, expected) => {
  expect(parse(line)).toMatchObject(expected)
})

describe('a usage error of a command is two or three lines of its own', () => {
  test.each<[string, string, typeof SPEC?]>([
    ['--jsn', 'unrecognized arguments: --jsn\nDid you mean --json?'],
    ['--profil3 x', 'unrecognized arguments: --profil3\nDid you mean --profile?'],
    ['--jobs', 'argument --jobs: expected one argument'],
    ['--jobs x', "argument --jobs: no number: 'x'"],
    ['a b', 'unrecognized arguments: b'],
    ['s3://A/', "argument s3://A/: 'A' isn't a valid bucket name."],
    ['a', 'unrecognized arguments: a', BARE],
    ['--bucket x-bucket', 'unrecognized arguments: --bucket', BARE],
    ['s3://x-bucket', 'unrecognized arguments: s3://x-bucket', BARE],
  ])('look %s', (line, text, spec = SPEC) => {
    expect(errorOf(() => parse(line, spec)).stderr).toBe(`aws-s3 look: error: ${text}\nSee aws-s3 look --help\n`)
  })

  test('about the flags of a run, too', () => {
    const error = errorOf(() => parseRunFlags(SPEC, ['--bucket=Bad\n'], {}))
    expect(error.stderr).toBe(
      "aws-s3 look: error: argument -b/--bucket: 'Bad\\n' isn't a valid bucket name.\nSee aws-s3 look --help\n",
    )
  })
})

test('the flags of a run give its options', () => {
  expect(parseRunFlags(SPEC, ['--bucket=x-bucket', '--trail_prefix=a'], {})).toMatchObject({
    source: { kind: 'bucket', bucket: 'x-bucket', trailPrefix: 'a/' },
  })
})

test('the help of a command shows its flags, examples and exit codes', () => {
  const text = parse('--json --help')
  expect(text).toContain('Usage: aws-s3 look [FILE] [--json]\n')
  for (const part of ['--jobs N', '--profile', 's3://a-bucket/', 'Exit status: 0 ']) expect(text).toContain(part)
  expect(parse('-h', BARE)).not.toContain('--profile')
})

test("every flag of a run is taken, but for those that end it and those that are the command's own", () => {
  const others = FLAGS.filter((flag) => !('ends' in flag) && !(flag.long.slice(2) in OWN))
  expect(others.length).toBeGreaterThan(20)
  for (const flag of others) {
    const arg = 'metavar' in flag ? `${flag.long}=1` : flag.long
    expect(parse(arg)).toMatchObject({ runArgv: [arg] })
  }
})

function errorOf(action: () => unknown): UsageError {
  try {
    action()
  } catch (cause) {
    if (cause instanceof UsageError) return cause
    throw cause
  }
  throw new Error('wanted an error')
}
