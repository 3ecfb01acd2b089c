import { bucketTypes } from '../../src/buckets/index.ts'
import type { Flag } from '../../src/cli/flag.ts'
import { FLAGS } from '../../src/cli/flags.ts'
import { commands } from '../../src/commands/index.ts'
import { services } from '../../src/services/index.ts'
import { subscribers } from '../../src/subscribers/index.ts'

/** The values of flags that take one of a few. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--type': Object.keys(bucketTypes),
  '--service': Object.keys(services),
  '--subscriber': Object.keys(subscribers),
  '--debug': ['0', '1', '2', '3'],
  '--emit': ['socket', 'stdout'],
}
const COMMANDS = Object.entries(commands).map(([name, { summary }]) => ({ name, summary }))

/** What shells offer for `aws-s3`, out of the tables of flags, commands, types and services. */
export const completions = () => ({ bash: bash(), zsh: zsh(), fish: fish() })

function bash(): string {
  const cases = Object.entries(VALUES).map(([flag, values]) => `    ${flag}) words='${values.join(' ')}' ;;`)
  return `# bash completion for aws-s3
_aws_s3() {
  local word=\${COMP_WORDS[COMP_CWORD]} words='${FLAGS.map(({ long }) => long).join(' ')}'
  [ "$COMP_CWORD" -ne 1 ] || words="$words ${COMMANDS.map(({ name }) => name).join(' ')}"
  case \${COMP_WORDS[COMP_CWORD - 1]} in
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _aws_s3 aws-s3
`
}

function zsh(): string {
  const flags = FLAGS.map((flag) => `  '${flag.long}[${zshText(flag.help)}]${zshValue(flag)}'`)
  return `#compdef aws-s3
_arguments \\
${flags.map((line) => `${line} \\\n`).join('')}  '1:command:(${COMMANDS.map(({ name }) => name).join(' ')})'
`
}

function zshValue(flag: Flag): string {
  if (!('metavar' in flag)) return ''
  const values = VALUES[flag.long]
  return `:${flag.metavar}:${values === undefined ? '' : `(${values.join(' ')})`}`
}

const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&').replaceAll(`'`, `'\\''`)

function fish(): string {
  const flags = FLAGS.map((flag) => {
    const values = VALUES[flag.long]
    const value = 'metavar' in flag ? ` -x${values === undefined ? '' : ` -a '${values.join(' ')}'`}` : ''
    return `complete -c aws-s3 -l ${flag.long.slice(2)}${value} -d '${fishText(flag.help)}'`
  })
  const names = COMMANDS.map(
    ({ name, summary }) => `complete -c aws-s3 -n __fish_use_subcommand -a ${name} -d '${fishText(summary)}'`,
  )
  return `# fish completion for aws-s3\n${[...flags, ...names].join('\n')}\n`
}

const fishText = (text: string): string => text.replace(/[\\']/g, '\\$&')
