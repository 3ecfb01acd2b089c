import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainArguments } from '../../src/cli/argv.ts'
import { FLAGS } from '../../src/cli/flags.ts'
import { UsageError } from '../../src/cli/usage.ts'

/** Made with Python 3.11 by argparse-cases.py in the same folder: what argparse does with the original flags. */
const recorded: readonly { argv: string[]; args: string[]; end: unknown; leftovers?: string[] }[] = JSON.parse(
  readFileSync(new URL('../../fixtures/cli/argparse-cases.json', import.meta.url), 'utf8'),
)

function outcome(argv: readonly string[]) {
  try {
    const { args, end, leftovers } = plainArguments(argv)
    return end === 'all' ? { argv, args, end, leftovers } : { argv, args, end }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { argv, args: [], end: { error: error.message } }
  }
}

test.each(recorded)('argparse and we agree on $argv', (expected) => {
  expect(outcome(expected.argv)).toEqual(expected)
})

describe('flags that argparse did not know', () => {
  const added = FLAGS.filter((flag) => flag.added).map((flag) => flag.long)

  test.each([
    ['--look=2', ['--lookback-days=2']],
    ['--aws_log_s=a', ['--aws_log_streams=a']],
    ['--aws_log=a', ['--aws_log_groups=a']],
    ['--deb=1', ['--debug=1']],
    ['--e=1', ['--external_id=1']],
    ['--dea=1', ['--deadline=1']],
  ])('%s', (argument, args) => {
    expect(plainArguments([argument])).toEqual({ args, end: 'all', leftovers: [] })
  })

  test('are ambiguous among themselves only', () => {
    expect(() => plainArguments(['--max'])).toThrow('ambiguous option: --max could match --max-object-bytes, --max-eps')
  })

  test('never appear among the matches of an original abbreviation', () => {
    const prefixes = FLAGS.flatMap(({ long, added }) =>
      added ? [] : Array.from(long, (_, at) => long.slice(0, at + 1)).slice(2),
    )
    for (const prefix of prefixes) {
      const said = JSON.stringify(outcome([prefix, 'x']))
      for (const long of added) expect(said).not.toContain(long)
    }
  })

  test('--version ends the reading', () => {
    expect(plainArguments(['--remove', '--vers', '-b'])).toEqual({ args: ['--remove'], end: 'version', leftovers: [] })
  })
})

test('every spelling of a flag and its value means the same', () => {
  const flag = fc.constantFrom(...FLAGS.filter((row) => 'metavar' in row && row.short !== undefined))
  fc.assert(
    fc.property(flag, fc.string(), ({ short, long }, value) => {
      const plain = [`${long}=${value}`]
      expect(plainArguments([`${long}=${value}`]).args).toEqual(plain)
      expect(plainArguments([`${short}=${value}`]).args).toEqual(plain)
      if (value.startsWith('-')) return
      expect(plainArguments([long, value]).args).toEqual(plain)
      expect(plainArguments([`${short}`, value]).args).toEqual(plain)
    }),
  )
})
