import { FLAGS } from '../../src/cli/flags.ts'
import { KNOWN_VALUES } from '../../src/commands/help.ts'
import { type ShownCommand, type ShownFlag, shownCommands } from './command-flags.ts'

/** The values of flags that take one of a few. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  ...KNOWN_VALUES,
  '--debug': ['0', '1', '2', '3'],
  '--emit': ['socket', 'stdout'],
}
const RUN_FLAGS: readonly ShownFlag[] = FLAGS.map((flag) => ({
  long: flag.long,
  help: flag.help,
  metavar: 'metavar' in flag ? flag.metavar : undefined,
}))

/** What shells offer for `aws-s3`, out of the tables of flags, commands, types and services. */
export function completions(commands = shownCommands()) {
  return { bash: bash(commands), zsh: zsh(commands), fish: fish(commands) }
}

const longNames = (flags: readonly ShownFlag[]): string => flags.map(({ long }) => long).join(' ')

function bash(commands: readonly ShownCommand[]): string {
  const values = Object.entries(VALUES).map(([flag, known]) => `    ${flag}) words='${known.join(' ')}' ;;`)
  const own = commands.map(
    ({ name, words, flags }) => `      ${name}) words='${[...words, longNames(flags)].join(' ')}' ;;`,
  )
  return `# bash completion for aws-s3
_aws_s3() {
  local word=\${COMP_WORDS[COMP_CWORD]} words='${longNames(RUN_FLAGS)}'
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="$words ${commands.map(({ name }) => name).join(' ')}"
  else
    case \${COMP_WORDS[1]} in
${own.join('\n')}
    esac
  fi
  case \${COMP_WORDS[COMP_CWORD - 1]} in
${values.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _aws_s3 aws-s3
`
}

function zsh(commands: readonly ShownCommand[]): string {
  const names = commands.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`)
  const cases = commands.map(({ name, words, flags }) => {
    const word = words.length > 0 ? `'1:word:(${words.join(' ')})'` : `'*:file:_files'`
    return `    ${name}) _arguments ${[...flags.map(zshFlag), word].join(' \\\n      ')} ;;`
  })
  return `#compdef aws-s3
_aws_s3() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
    _describe command commands
    return
  fi
  local command=$words[2]
  if (( CURRENT > 2 )) && (( $commands[(I)$command:*] )); then
    shift words
    (( CURRENT-- ))
  else
    command=
  fi
  case $command in
${cases.join('\n')}
    *) _arguments ${RUN_FLAGS.map(zshFlag).join(' \\\n      ')} ;;
  esac
}
if [ "$funcstack[1]" = _aws-s3 ]; then _aws_s3 "$@"; else compdef _aws_s3 aws-s3; fi
`
}

function zshFlag({ long, metavar, help }: ShownFlag): string {
  const values = VALUES[long]
  const value = metavar === undefined ? '' : `:${metavar}:${values === undefined ? '' : `(${values.join(' ')})`}`
  return `'${long}[${zshText(help)}]${value}'`
}

const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&').replaceAll(`'`, `'\\''`)

function fish(commands: readonly ShownCommand[]): string {
  const names = commands.flatMap(({ name, summary, words, flags }) => {
    const inCommand = `-n '__fish_seen_subcommand_from ${name}'`
    return [
      `complete -c aws-s3 -n __fish_use_subcommand -a ${name} -d '${fishText(summary)}'`,
      ...words.map((word) => `complete -c aws-s3 ${inCommand} -a ${word}`),
      ...flags.map((flag) => fishFlag(flag, inCommand)),
    ]
  })
  const all = commands.map(({ name }) => name).join(' ')
  const ofRuns = RUN_FLAGS.map((flag) => fishFlag(flag, `-n 'not __fish_seen_subcommand_from ${all}'`))
  return `# fish completion for aws-s3\n${[...ofRuns, ...names].join('\n')}\n`
}

function fishFlag({ long, metavar, help }: ShownFlag, where: string): string {
  const values = VALUES[long]
  const value = metavar === undefined ? '' : ` -x${values === undefined ? '' : ` -a '${values.join(' ')}'`}`
  return `complete -c aws-s3 ${where} -l ${long.slice(2)}${value} -d '${fishText(help)}'`
}

const fishText = (text: string): string => text.replace(/[\\']/g, '\\$&')
