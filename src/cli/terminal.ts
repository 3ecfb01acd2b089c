import { createInterface } from 'node:readline'
import { isatty } from 'node:tty'

const STDIN = 0
const STDOUT = 1

export interface Look {
  /** Columns of the terminal; undefined if the output is not a terminal. */
  readonly width: number | undefined
  readonly title?: (text: string) => string
  readonly heading?: (text: string) => string
  /** Styles for good, doubtful and failed results. */
  readonly ok?: (text: string) => string
  readonly warning?: (text: string) => string
  readonly failed?: (text: string) => string
}

/** Colours appear only on terminals, and not if `NO_COLOR` is set. */
export async function lookOfOutput(): Promise<Look> {
  if (!isatty(STDOUT)) return { width: undefined }
  const { Chalk } = await import('chalk')
  const paint = new Chalk({ level: process.stdout.hasColors() ? 1 : 0 })
  const { bold: title, dim: heading, green: ok, yellow: warning, red: failed } = paint
  return { width: process.stdout.columns, title, heading, ok, warning, failed }
}

export const canAsk = (): boolean => isatty(STDIN) && isatty(STDOUT)

/** Asks a question on the terminal. Only `y` and `yes` mean yes; the end of input means no. */
export async function confirm(question: string): Promise<boolean> {
  const answers = createInterface({ input: process.stdin, output: process.stdout, terminal: false })
  answers.setPrompt(question)
  answers.prompt()
  for await (const answer of answers) return /^\s*y(es)?\s*$/i.test(answer)
  return false
}
