import { parseCommandLine } from '../cli/command-line.ts'
import type { CommandLine, CommandSpec, OwnFlags } from '../cli/command-spec.ts'
import { ExitCode } from '../errors.ts'
import type { Command, CommandContext } from './contract.ts'
import { printText } from './output.ts'

/** @returns a command that acts on its parsed command line, or prints its help if that is requested */
export function commandOf<const Own extends OwnFlags>(
  spec: CommandSpec<Own>,
  act: (line: CommandLine<Own>, context: CommandContext) => Promise<number>,
): Command {
  return {
    async run(argv, context) {
      const line = parseCommandLine(spec, argv)
      if (typeof line !== 'string') return act(line, context)
      printText(line)
      return ExitCode.ok
    },
  }
}
