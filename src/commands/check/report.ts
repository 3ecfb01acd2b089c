import { join } from 'node:path'
import * as messages from '../../messages/check.ts'
import { scheduledWords, shellText, withoutSecrets } from '../../ossec-conf/command-text.ts'
import type { Block, Finding, Source } from '../../ossec-conf/contract.ts'
import type { LoadedConf } from '../../ossec-conf/load.ts'
import { findOverlaps } from '../../ossec-conf/overlaps.ts'

/** The document of `--json`, in this order. */
export interface Report {
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
  /** The command line, with secrets hidden. */
  readonly words: readonly string[]
  /** The same, quoted for a shell. */
  readonly shell: string
  /** The words that a run gets from a manager before 4.14.8. */
  readonly scheduled: readonly string[]
}

/** @param home of the manager or agent whose command lines are shown */
export function reportOf(confs: readonly LoadedConf[], home: string): Report {
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

export function textOf({ files }: Report): string {
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
