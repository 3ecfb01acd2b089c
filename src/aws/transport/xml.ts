/**
 * A strict reader of XML, for the responses of S3, STS and EC2. It accepts neither document types nor processing
 * instructions except the declaration, so a web page never passes for an answer. `docs/dependencies.md` says why it is
 * ours.
 */

/** An element. Attributes are checked and dropped: AWS only declares namespaces in them. */
export class XmlElement {
  /** Name with its prefix. */
  readonly name: string
  readonly children: XmlElement[] = []
  #raw = ''

  constructor(name: string) {
    this.name = name
  }

  /** Text of the element itself, with entities resolved. @throws XmlError */
  get text(): string {
    return this.#raw.includes('&') ? this.#raw.replace(REFERENCE, resolved) : this.#raw
  }

  /** @param raw text with its entities */
  addText(raw: string): void {
    this.#raw = this.#raw === '' ? raw : this.#raw + raw
  }
}

/** A text that is not XML, or not a complete document. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
  /** Name of the outermost element, if the text has one. */
  readonly root: string | undefined

  constructor(reason: string, root?: string) {
    super(reason)
    this.root = root
  }
}

/** @returns the first child of that name */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  if (element === undefined) return undefined
  for (const one of element.children) if (one.name === name) return one
  return undefined
}

/** @returns the text of the first child of that name, which may be empty; undefined if there is no such child */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.text
}

const PROLOGUE = /^\ufeff?(?:<\?xml\s[^?]*\?>)?/
const BLANK = /^\s*$/
const SIMPLE_NAME = /^[A-Za-z_][\w.:-]*$/
const START_TAG = /<([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y
/** Maximum depth of elements: AWS uses less than ten. */
const MAX_DEPTH = 100

/** @returns the outermost element @throws XmlError */
export function parseXml(xml: string): XmlElement {
  const document = new XmlElement('')
  const open = [document]
  const fail = (reason: string) => new XmlError(reason, document.children[0]?.name)
  let current = document
  for (let at = PROLOGUE.exec(xml)?.[0].length ?? 0; ; ) {
    const tag = xml.indexOf('<', at)
    if (tag !== at) current.addText(xml.slice(at, tag < 0 ? undefined : tag))
    if (tag < 0) break
    const next = xml.charCodeAt(tag + 1)
    if (next === SLASH) {
      at = endOf(xml, tag, current.name, fail)
      open.pop()
      current = open[open.length - 1] ?? document
    } else if (next === EXCLAMATION_MARK) at = skipOrTake(xml, tag, current, fail)
    else {
      const { name, isEmpty, end } = startTag(xml, tag, fail)
      if (open.length > MAX_DEPTH) throw fail('its elements are nested too deep')
      const element = new XmlElement(name)
      current.children.push(element)
      at = end
      if (isEmpty) continue
      open.push(element)
      current = element
    }
  }
  if (open.length > 1) throw fail('it ends too early')
  return onlyRoot(document, fail)
}

function onlyRoot({ children, text }: XmlElement, fail: Fail): XmlElement {
  const [root, second] = children
  if (root === undefined || second !== undefined || !BLANK.test(text)) throw fail('it is no single element')
  return root
}

const SLASH = 0x2f
const EXCLAMATION_MARK = 0x21
const GREATER = 0x3e

type Fail = (reason: string) => XmlError

function startTag(xml: string, tag: number, fail: Fail): { name: string; isEmpty: boolean; end: number } {
  const end = xml.indexOf('>', tag)
  const simple = xml.slice(tag + 1, end)
  if (end >= 0 && SIMPLE_NAME.test(simple)) return { name: simple, isEmpty: false, end: end + 1 }
  START_TAG.lastIndex = tag
  const [all, name, , slash] = START_TAG.exec(xml) ?? []
  if (all === undefined || name === undefined) throw fail('a tag is not well formed')
  return { name, isEmpty: slash === '/', end: tag + all.length }
}

/** @returns the end of the end tag */
function endOf(xml: string, tag: number, name: string, fail: Fail): number {
  const plain = tag + 2 + name.length
  if (xml.charCodeAt(plain) === GREATER && xml.startsWith(name, tag + 2)) return plain + 1
  const end = xml.indexOf('>', tag)
  if (end < 0 || name === '' || xml.slice(tag + 2, end).trimEnd() !== name) throw fail('an end tag does not match')
  return end + 1
}

/** Skips a comment, or takes the text of a CDATA section. @returns its end */
function skipOrTake(xml: string, tag: number, current: XmlElement, fail: Fail): number {
  const [start, close] = xml.startsWith('<!--', tag) ? ['<!--', '-->'] : ['<![CDATA[', ']]>']
  const end = xml.indexOf(close, tag + start.length)
  if (!xml.startsWith(start, tag) || end < 0) throw fail('it holds a declaration, or ends too early')
  if (close === ']]>') current.addText(xml.slice(tag + start.length, end).replaceAll('&', '&amp;'))
  return end + close.length
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+))?(;?)/gi
const LAST_CHARACTER = 0x10ffff

function resolved(all: string, hex?: string, decimal?: string, name = '', semicolon = ''): string {
  const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16)
  const character = code <= LAST_CHARACTER ? String.fromCodePoint(code) : ENTITIES[name]
  if (character === undefined || semicolon === '') throw new XmlError(`it has an unknown entity: ${all}`)
  return character
}
