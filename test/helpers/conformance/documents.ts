/** A number as written: `1.0`, `12345678901234567890`, `NaN`. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A JSON value that keeps what JavaScript would lose: the form of numbers, and the order of all keys. */
export type Document = string | boolean | null | NumberText | Document[] | Map<string, Document>

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s,:[\]{}"]+))/y
const LITERALS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

/** Reads JSON as Python does, `NaN` and `Infinity` included. The text must be well-formed. */
export function readDocument(text: string): Document {
  TOKEN.lastIndex = 0
  return value(text, next(text))
}

/** Writes the document as Python's `json.dumps` does: the form of recorded objects. */
export function writeDocument(document: Document): string {
  if (document instanceof NumberText) return document.text
  if (document instanceof Map) {
    const members = [...document].map(([key, member]) => `${writeText(key)}: ${writeDocument(member)}`)
    return `{${members.join(', ')}}`
  }
  if (Array.isArray(document)) return `[${document.map(writeDocument).join(', ')}]`
  return typeof document === 'string' ? writeText(document) : String(document)
}

function writeText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function next(text: string): string {
  const match = TOKEN.exec(text)
  if (match === null) throw new SyntaxError('the case is no JSON')
  return match[1] ?? match[2] ?? match[3] ?? ''
}

function value(text: string, token: string): Document {
  if (token === '{') return object(text)
  if (token === '[') return list(text)
  if (token.startsWith('"')) return JSON.parse(token) as string
  return token in LITERALS ? (LITERALS[token] ?? null) : new NumberText(token)
}

function object(text: string): Map<string, Document> {
  const members = new Map<string, Document>()
  for (let token = next(text); token !== '}'; token = next(text)) {
    if (token === ',') continue
    next(text) // the colon
    members.set(JSON.parse(token) as string, value(text, next(text)))
  }
  return members
}

function list(text: string): Document[] {
  const items: Document[] = []
  for (let token = next(text); token !== ']'; token = next(text)) {
    if (token !== ',') items.push(value(text, token))
  }
  return items
}
