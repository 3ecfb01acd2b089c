import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/cli.ts'
import { fold } from '../messages/columns.ts'
import { escapeControl } from '../python/text.ts'
import { type Flag, isSource } from './flag.ts'
import { FLAGS } from './flags.ts'

const WIDTH = 80

/** An invalid command line. Its text goes to stderr; stdout stays empty. */
export class UsageError extends RunError {
  /** Text for stderr, line ends included. */
  readonly stderr: string

  /** @param text the mistake, without the program's name @param stderr default: the text of the contract for runs */
  constructor(text: string, stderr?: string) {
    super(ExitCode.usage, [])
    this.message = text
    this.stderr = stderr ?? `${usageLine(messages.PROGRAM)}\n${messages.usageError(escapeControl(text))}\n`
  }
}

/** The `usage: …` line, folded at 80 columns. */
export function usageLine(program: string): string {
  const start = `usage: ${program} `
  return start + fold(usageParts(), WIDTH - start.length).join(`\n${' '.repeat(start.length)}`)
}

function usageParts(): readonly string[] {
  const sources = FLAGS.filter(isSource)
  const first = sources[0]
  return FLAGS.flatMap((flag) => {
    if (flag === first) return [`(${sources.map(usagePart).join(' | ')})`]
    return isSource(flag) ? [] : [`[${usagePart(flag)}]`]
  })
}

function usagePart(flag: Flag): string {
  const name = flag.short ?? flag.long
  return 'metavar' in flag ? `${name} ${flag.metavar}` : name
}
