import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { shownCommands } from '../../scripts/package/command-flags.ts'
import { completions } from '../../scripts/package/completion.ts'
import { isForeign, keepEnglish } from '../../scripts/package/language-data.ts'
import { manPage } from '../../scripts/package/man-page.ts'
import { bucketTypes } from '../../src/buckets/index.ts'
import { FLAGS } from '../../src/cli/flags.ts'
import { commands } from '../../src/commands/index.ts'

const FLAG_NAMES = FLAGS.map(({ long }) => long)
const COMMAND_NAMES = Object.keys(commands)
const COMMANDS = shownCommands()
const PAGE = manPage(COMMANDS)
const COMPLETIONS = completions(COMMANDS)
const flagsOf = (name: string) => COMMANDS.find((each) => each.name === name)?.flags.map(({ long }) => long) ?? []

test('each command has flags of its own in help, and is read from there', () => {
  expect(COMMANDS.map(({ name }) => name)).toEqual(COMMAND_NAMES)
  for (const { flags } of COMMANDS) expect(flags.length).toBeGreaterThan(0)
  expect(flagsOf('audit')).toEqual(expect.arrayContaining(['--html', '--days', '--bucket', '--type']))
  expect(flagsOf('check')).not.toContain('--bucket')
  expect(COMMANDS.find(({ name }) => name === 'state')?.words).toEqual(['failed', 'forget'])
  expect(flagsOf('state')).toEqual(expect.arrayContaining(['--json', '--yes', '--bucket']))
})

describe('the manual page', () => {
  test('tells each flag and command', () => {
    const page = PAGE.replaceAll('\\-', '-')
    const own = COMMANDS.flatMap(({ flags }) => flags.map(({ long }) => long))
    for (const name of [...FLAG_NAMES, ...COMMAND_NAMES, ...own]) expect(page).toContain(name)
  })

  const formatter = spawnSync('man', ['--version']).error === undefined
  test.runIf(formatter)('is understood by man', () => {
    const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8' }
    const { status, stdout, stderr } = spawnSync('man', ['--warnings', '-l', '-'], {
      input: PAGE,
      env,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^ +-b, --bucket BUCKET$/m)
  })
})

describe('completion', () => {
  /** What bash offers after words. */
  function offered(...words: readonly string[]): readonly string[] {
    const line = ['aws-s3', ...words]
    const quoted = line.map((word) => `'${word}'`).join(' ')
    const script = `${COMPLETIONS.bash}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${line.length - 1}; _aws_s3; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.trim().split('\n')
  }

  test.each<[readonly string[], readonly string[]]>([
    [[''], [...FLAG_NAMES, ...COMMAND_NAMES]],
    [['--buc'], ['--bucket']],
    [['inst'], ['install']],
    [['--bucket', 'b', '--type', ''], Object.keys(bucketTypes)],
    [['--type', 'cloudt'], ['cloudtrail']],
    [['--service', 'cloud'], ['cloudwatchlogs']],
    [['audit', '--ht'], ['--html']],
    [['state', 'fo'], ['forget']],
    [['doctor', '--bucket', 'b', '--type', 'cloudt'], ['cloudtrail']],
    [['status', '--'], flagsOf('status')],
  ])('bash offers after %j: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })

  test.each(['zsh', 'fish'] as const)('%s knows each flag and command', (shell) => {
    const text = COMPLETIONS[shell]
    const own = COMMANDS.flatMap(({ flags }) => flags.map(({ long }) => long))
    for (const name of [...FLAG_NAMES, ...own]) {
      expect(text).toContain(shell === 'fish' ? `-l ${name.slice(2)}` : `${name}[`)
    }
    for (const name of COMMAND_NAMES) expect(text).toContain(name)
  })

  test.for(['zsh', 'fish'] as const)('the file for %s is one that it understands', (shell, { skip }) => {
    const { error, stderr } = spawnSync(shell, ['-n'], { input: COMPLETIONS[shell], encoding: 'utf8' })
    if (error) return skip(`${shell} is not installed: apt-get install ${shell}`)
    expect(stderr).toBe('')
  })
})

describe('the data of languages', () => {
  test.each([
    ['icudt78l/de.res', true],
    ['icudt78l/curr/de_AT.res', true],
    ['icudt78l/coll/zh_Hant.res', true],
    ['icudt78l/zone/yue.res', true],
    ['icudt78l/brkitr/thaidict.dict', true],
    ['icudt78l/en.res', false],
    ['icudt78l/curr/en_GB.res', false],
    ['icudt78l/root.res', false],
    ['icudt78l/coll/root.res', false],
    ['icudt78l/coll/res_index.res', false],
    ['icudt78l/lang/pool.res', false],
    ['icudt78l/zoneinfo64.res', false],
    ['icudt78l/supplementalData.res', false],
    ['icudt78l/nfkc.nrm', false],
    ['icudt78l/ibm-943_P15A-2003.cnv', false],
  ])('of %s is left out: %s', (name, foreign) => {
    expect(isForeign(name)).toBe(foreign)
  })

  test('is found in a program, and blanked where it is foreign', () => {
    const { program, at } = programWith({
      'x/de.res': 'DDDD',
      'x/en.res': 'EEEE',
      'x/fr.res': 'FFFF',
      'x/zz.icu': 'ZZZZ',
    })
    expect(keepEnglish(program)).toBe(8)
    const data = (name: string) => program.toString('latin1', at(name), at(name) + 4)
    expect(['x/de.res', 'x/en.res', 'x/fr.res', 'x/zz.icu'].map(data)).toEqual(['\0\0\0\0', 'EEEE', '\0\0\0\0', 'ZZZZ'])
    expect(() => keepEnglish(Buffer.from('CmnD, but nothing else'))).toThrow('no data of languages')
  })
})

/** A table of names and data, as ICU lays it out, in the midst of something else. */
function programWith(items: Record<string, string>) {
  const names = Object.keys(items)
  const HEADER = 32
  const namesAt = 4 + names.length * 8
  const allNames = `${names.join('\0')}\0`
  const dataAt = namesAt + allNames.length
  const table = Buffer.alloc(dataAt + names.length * 4)
  table.writeUInt32LE(names.length)
  table.write(allNames, namesAt)
  for (const [index, name] of names.entries()) {
    table.writeUInt32LE(namesAt + `\0${allNames}`.indexOf(`\0${name}`), 4 + index * 8)
    table.writeUInt32LE(dataAt + index * 4, 8 + index * 8)
    table.write(items[name] ?? '', dataAt + index * 4)
  }
  const header = Buffer.alloc(HEADER)
  header.writeUInt16LE(HEADER)
  header.write('\xda\x27', 2, 'latin1')
  header.write('CmnD', 12)
  const before = Buffer.from('CmnD is no table yet; padding')
  const start = before.length + HEADER + dataAt
  return { program: Buffer.concat([before, header, table]), at: (name: string) => start + names.indexOf(name) * 4 }
}
