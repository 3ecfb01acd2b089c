import { describe, expect, test } from 'vitest'
import { bucketTypes } from '../../src/buckets/index.ts'
import { parseArguments } from '../../src/cli/program.ts'
import { UsageError } from '../../src/cli/usage.ts'
import { helpAfterFlags } from '../../src/commands/help.ts'
import { commands, findCommand } from '../../src/commands/index.ts'
import { ExitCode } from '../../src/errors.ts'
import { EXAMPLES } from '../../src/messages/help.ts'
import { makeHome } from '../helpers/home.ts'
import { runCli } from '../helpers/run-cli.ts'
import { runOnTerminal } from '../helpers/terminal.ts'

test('a command is found by its name and by nothing else', () => {
  for (const [name, entry] of Object.entries(commands)) expect(findCommand(name)).toBe(entry)
  for (const word of [undefined, '', 'stat', '--state', 'toString', 'State']) expect(findCommand(word)).toBeUndefined()
})

test('the help names every command, type and exit code, in lines of 80 columns', () => {
  const help = helpAfterFlags()
  for (const name of [...Object.keys(commands), ...Object.values(ExitCode)]) {
    expect(help).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
  }
  for (const type of Object.keys(bucketTypes)) expect(help).toMatch(new RegExp(`[ ,]${type}[,\\n]`))
  expect(help.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('the help gives examples that are command lines', () => {
  for (const [line] of EXAMPLES) {
    const [program, ...argv] = line.split(' ')
    expect(program).toBe('aws-s3')
    if (findCommand(argv[0]) === undefined) expect(parseArguments(argv, {}).kind).toBe('run')
  }
})

test.each([[['--debug', '1', 'state']], [['-b', 'a-bucket', 'state']], [['--state']], [['stat']]])(
  'a command counts as the first word only: %j is a usage error of a run',
  (argv) => {
    expect(() => parseArguments(argv, {})).toThrow(UsageError)
  },
)

test('a bucket may have the name of a command', () => {
  expect(parseArguments(['-b', 'state'], {})).toMatchObject({ kind: 'run', options: { source: { bucket: 'state' } } })
})

describe('a usage error of a run', () => {
  const home = makeHome('http://127.0.0.1:1')
  const MISSING = 'error: one of the arguments -b/--bucket -sr/--service -sb/--subscriber is required'

  test('is the text of the contract for scripts', async () => {
    const { exit, stdout, stderr } = await runCli(home, ['stat'])
    expect({ exit, stdout, last: stderr.at(-1) }).toEqual({ exit: 2, stdout: [], last: `aws.py: ${MISSING}` })
    expect(stderr[0]).toMatch(/^usage: aws\.py /)
  })

  test.each([
    [['stat'], `aws-s3: ${MISSING}\nDid you mean aws-s3 state?\nSee aws-s3 --help\n`],
    [['--buckt', 'x'], `aws-s3: ${MISSING}\nDid you mean --bucket?\nSee aws-s3 --help\n`],
    [
      ['--bucket', 'a-bucket', '--profile', 'dev'],
      'aws-s3: error: unrecognized arguments: --profile dev\nDid you mean --aws_profile?\nSee aws-s3 --help\n',
    ],
    [
      ['--bucket', 'Bad\u001b'],
      "aws-s3: error: argument -b/--bucket: 'Bad\\x1b' isn't a valid bucket name.\nSee aws-s3 --help\n",
    ],
  ])('is a line and a hint at a terminal: %j', async (argv, text) => {
    expect(await runOnTerminal(home, argv)).toEqual({ exit: 2, text })
  })
})
