import { type Flag, spellings } from '../../src/cli/flag.ts'
import { FLAGS } from '../../src/cli/flags.ts'
import { KNOWN_VALUES } from '../../src/commands/help.ts'
import { EXAMPLES, EXIT_ROWS } from '../../src/messages/help.ts'
import { type ShownFlag, shownCommands } from './command-flags.ts'
import { VERSION } from './settings.ts'

/** The manual page, out of the tables of flags and commands. @see man(7) */
export function manPage(commands = shownCommands()): string {
  const groups = [...new Set(FLAGS.map(({ group }) => group))]
  return [
    `.TH AWS-S3 1 "" "aws-s3 ${VERSION}" "User Commands"`,
    '.SH NAME',
    'aws\\-s3 \\- collect AWS logs for Wazuh',
    '.SH SYNOPSIS',
    ...['--bucket BUCKET [--type TYPE]', '--service SERVICE', '--subscriber KIND --queue QUEUE'].map((use) =>
      synopsis(`${use} [FLAG]...`),
    ),
    synopsis('COMMAND [FLAG]...'),
    '.SH DESCRIPTION',
    plain(
      "Reads S3 buckets, CloudWatch Logs, Inspector and SQS queues, and sends each record as an event to the queue of the Wazuh manager or agent. It takes the place of the manager's own program of this name: flags, output, exit status and state are the same.",
    ),
    ...groups.flatMap((group) => [
      `.SH ${group.toUpperCase()}`,
      ...FLAGS.filter((flag) => flag.group === group).flatMap(entry),
    ]),
    '.SH COMMANDS',
    ...commands.flatMap(({ name, summary, words, flags }) => [
      '.TP',
      bold(name),
      plain(`${summary}${words.length > 0 ? ` (${words.join(', ')})` : ''}`),
      ...flags.filter(({ long }) => !FLAGS.some((flag) => flag.long === long)).flatMap(ownEntry),
    ]),
    '.SH VALUES',
    ...Object.entries(KNOWN_VALUES).flatMap(([flag, values]) => ['.TP', bold(flag), plain(values.join(', '))]),
    '.SH EXIT STATUS',
    ...EXIT_ROWS.flatMap(([code, text]) => ['.TP', bold(code), plain(text)]),
    '.PP',
    plain('Commands end with 0 (fine), 1 (findings) or 2 (wrong command line).'),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([line, text]) => ['.TP', bold(line), plain(text)]),
    '.SH ENVIRONMENT',
    ...FLAGS.flatMap((flag) =>
      'env' in flag && flag.env !== undefined
        ? ['.TP', bold(flag.env), `${bold(flag.long)}, where that is not given`]
        : [],
    ),
    ...['.TP', bold('WAZUH_HOME'), 'folder of the manager or agent'],
    ...['.TP', bold('AWS_S3_NODE'), 'Node.js to run with, instead of the one that comes along'],
    '.SH FILES',
    ...['.TP', bold('~/.aws/config'), plain('profiles, as all tools of AWS read them')],
    ...['.TP', bold('/opt/aws-s3/docs'), plain('documentation')],
    '',
  ].join('\n')
}

function entry(flag: Flag): readonly string[] {
  const value = 'metavar' in flag ? ` \\fI${plain(flag.metavar)}\\fR` : ''
  return ['.TP', spellings(flag).map(bold).join(', ') + value, plain(flag.help)]
}

/** A flag that only this command has, below it. */
function ownEntry({ long, metavar, help }: ShownFlag): readonly string[] {
  const value = metavar === undefined ? '' : ` \\fI${plain(metavar)}\\fR`
  return ['.br', `${bold(long)}${value}: ${plain(help)}`]
}

const synopsis = (use: string): string => `.B aws\\-s3\n${plain(use)}\n.br`

const bold = (text: string): string => `\\fB${plain(text)}\\fR`

/** Escapes a text for the formatter. */
const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
