import { join } from 'node:path'
import { type CommandSpec, JSON_SWITCH, parseCommandLine } from '../../cli/command-line.ts'
import { ExitCode } from '../../errors.ts'
import * as messages from '../../messages/check.ts'
import { scheduledWords, shellText, withoutSecrets } from '../../ossec-conf/command-text.ts'
import type { Block, Finding, Source } from '../../ossec-conf/contract.ts'
import { defaultConf, type LoadedConf, loadConfs } from '../../ossec-conf/load.ts'
import { findOverlaps } from '../../ossec-conf/overlaps.ts'
import type { CommandContext } from '../contract.ts'
import { printJson, printText } from '../output.ts'

const SPEC = {
  name: 'check',
  summary: messages.summary(),
  usage: '[FILE…] [--json]',
  own: { json: JSON_SWITCH },
  takesRunFlags: false,
  mostOperands: 100,
  examples: messages.EXAMPLES,
} as const satisfies CommandSpec

/** `aws-s3 check FILE…`: what is wrong with the sources of `ossec.conf`, and the command line of each. */
export async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const line = parseCommandLine(SPEC, argv)
  if (typeof line === 'string') {
    printText(line)
    return ExitCode.ok
  }
  const files = line.operands.length > 0 ? line.operands : [defaultConf(context.home)]
  const report = reportOf(await loadConfs(files, context), context.home)
  if (line.own.json) printJson(report)
  else printText(textOf(report))
  return report.files.some(({ findings }) => findings.length > 0) ? ExitCode.unknown : ExitCode.ok
}

/** As `--json` shows it, in this order. */
interface Report {
  readonly files: readonly FileReport[]
}

interface FileReport {
  readonly file: string
  readonly blocks: readonly { readonly line: number; readonly disabled: boolean; readonly sources: SourceReport[] }[]
  readonly findings: readonly Finding[]
}

interface SourceReport {
  readonly kind: Source['kind']
  readonly type: string
  readonly name: string
  readonly line: number
  /** The command line, secrets hidden. */
  readonly words: readonly string[]
  /** The same for a shell. */
  readonly shell: string
  /** The words that a run gets from a manager before 4.14.8. */
  readonly scheduled: readonly string[]
}

function reportOf(confs: readonly LoadedConf[], home: string): Report {
  const running = confs.flatMap(({ file, blocks }) =>
    blocks
      .filter(({ isDisabled }) => !isDisabled)
      .flatMap(({ sources }) => sources.map((source) => ({ file, source }))),
  )
  const overlaps = findOverlaps(running)
  const files = confs.map(({ file, blocks, findings }) => {
    const own = overlaps.filter((overlap) => overlap.file === file).map(({ file: _, ...finding }) => finding)
    return {
      file,
      blocks: blocks.map((block) => blockReport(block, join(home, 'wodles', 'aws', 'aws-s3'))),
      findings: [...findings, ...own].sort((a, b) => a.line - b.line),
    }
  })
  return { files }
}

function blockReport({ line, isDisabled, sources }: Block, program: string) {
  const reports = sources.map(({ kind, type, name, line, argv }): SourceReport => {
    const words = [program, ...withoutSecrets(argv)]
    return { kind, type, name, line, words, shell: shellText(words), scheduled: scheduledWords(words) }
  })
  return { line, disabled: isDisabled, sources: reports }
}

function textOf({ files }: Report): string {
  const lines: string[] = []
  for (const { file, blocks, findings } of files) {
    for (const { line, disabled, sources } of blocks) {
      lines.push(messages.block(file, line, disabled))
      for (const source of sources) lines.push(...sourceLines(source))
    }
    for (const { line, level, text } of findings) lines.push(messages.finding(file, line, level, text))
    const count = blocks.reduce((sum, { sources }) => sum + sources.length, 0)
    lines.push(messages.total(file, count, findings.length))
  }
  return lines.join('\n')
}

function sourceLines({ words, shell, scheduled, ...source }: SourceReport): readonly string[] {
  const isSame = words.length === scheduled.length && words.every((word, at) => word === scheduled[at])
  return [
    `  ${messages.source(source)}`,
    `    ${shell}`,
    ...(isSame ? [] : [`    ${messages.scheduled(shellText(scheduled))}`]),
  ]
}
