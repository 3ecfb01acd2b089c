import { escapeControl } from '../python/text.ts'

type Paint = (text: string) => string

/** Colours of the parts of an event. */
export interface Paints {
  readonly key: Paint
  readonly text: Paint
  /** Numbers, `true`, `false`, `null`. */
  readonly other: Paint
  readonly sign: Paint
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g
const INDENT = '  '

/**
 * Formats an event as several indented lines, in colours. It works on the text, since parsing would change numbers and
 * the order of keys. A text that is not a JSON object or list becomes one line.
 */
export function prettyEvent(event: string, paints: Paints): string {
  if (!/^[{[]/.test(event)) return paints.text(escapeControl(event))
  const tokens = event.match(TOKEN) ?? []
  let out = ''
  let depth = 0
  const newLine = () => `\n${INDENT.repeat(depth)}`
  for (const [i, token] of tokens.entries()) {
    const empty = isOpen(tokens[i - 1]) && isClose(token)
    if (isClose(token)) depth--
    if (empty) out += token
    else if (isOpen(tokens[i - 1]) || tokens[i - 1] === ',' || isClose(token)) out += newLine()
    if (isOpen(token)) depth++
    if (!empty) out += painted(token, tokens[i + 1], paints)
  }
  return out
}

function painted(token: string, next: string | undefined, paints: Paints): string {
  if (token === ':') return paints.sign(': ')
  if (/^[{}[\],]$/.test(token)) return paints.sign(token)
  if (!token.startsWith('"')) return paints.other(escapeControl(token))
  return next === ':' ? paints.key(token) : paints.text(escapeControl(token))
}

const isOpen = (token: string | undefined) => token === '{' || token === '['
const isClose = (token: string | undefined) => token === '}' || token === ']'
