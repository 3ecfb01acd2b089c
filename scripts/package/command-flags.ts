import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { FLAGS } from '../../src/cli/flags.ts'
import { commands } from '../../src/commands/index.ts'

const LAUNCHER = fileURLToPath(new URL('../../bin/aws-s3', import.meta.url))

/** A flag as help shows it. */
export interface ShownFlag {
  readonly long: string
  /** What stands for its value; undefined: it takes none. */
  readonly metavar: string | undefined
  readonly help: string
}

export interface ShownCommand {
  readonly name: string
  readonly summary: string
  /** Words that may follow the name: `state forget`. */
  readonly words: readonly string[]
  readonly flags: readonly ShownFlag[]
}

const FLAG = /^ {2}(?:-\w, )?(--[\w-]+)(?: <?([A-Z_]+)>?)? {2,}(\S.*)$/gm
const WORD = /^ {2}([a-z]+) (?:\[options\] )? *\S/gm
const RUN_FLAGS = FLAGS.filter((flag) => !('ends' in flag)).map(({ long, help, ...rest }) => ({
  long,
  help,
  metavar: 'metavar' in rest ? rest.metavar : undefined,
}))

/** What each command takes, read from its `--help`: what is said there is offered, and nothing else. */
export function shownCommands(): readonly ShownCommand[] {
  return Object.entries(commands).map(([name, { summary }]) => {
    const help = helpOf(name)
    const words = [...(/^Commands:\n((?: .*\n)+)/m.exec(help)?.[1] ?? '').matchAll(WORD)].map(([, word = '']) => word)
    const helps = [help, ...words.filter((word) => word !== 'help').map((word) => helpOf(name, word))]
    const own = helps.flatMap(flagsIn)
    const flags = [...own, ...(help.includes('flags of a run are taken') ? RUN_FLAGS : [])]
    return { name, summary, words: words.filter((word) => word !== 'help'), flags: unique(flags) }
  })
}

function helpOf(...words: readonly string[]): string {
  return execFileSync(LAUNCHER, [...words, '--help'], { encoding: 'utf8', env: { PATH: process.env.PATH } })
}

function flagsIn(help: string): readonly ShownFlag[] {
  return [...help.matchAll(FLAG)].map(([, long = '', metavar, text = '']) => ({ long, metavar, help: text }))
}

function unique(flags: readonly ShownFlag[]): readonly ShownFlag[] {
  return [...new Map(flags.map((flag) => [flag.long, flag])).values()]
}
