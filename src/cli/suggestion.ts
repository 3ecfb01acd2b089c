import { Command } from 'commander'

/** Finds the known words nearest to a mistyped one. @returns `a` or `one of a, b`; undefined if none is near */
export function suggestion(typed: string, known: Iterable<string>): string | undefined {
  const program = new Command().helpCommand(false).helpOption(false).exitOverride()
  program.configureOutput({ writeErr: () => {} })
  const isFlag = typed.startsWith('--')
  // A command may have a flag of its own with the name of a run's.
  for (const word of new Set(known)) {
    if (word.startsWith('--') !== isFlag) continue
    if (isFlag) program.option(word)
    else program.command(word)
  }
  try {
    // A flag with a joined value is looked up by its name.
    program.parse([typed.replace(/=.*/s, '')], { from: 'user' })
  } catch (cause) {
    return /Did you mean (.*)\?/.exec((cause as Error).message)?.[1]
  }
  return undefined
}
