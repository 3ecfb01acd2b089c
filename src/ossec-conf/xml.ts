import * as messages from '../messages/ossec-conf.ts'

/** An element of a file in the manager's dialect of XML. */
export interface XmlElement {
  readonly name: string
  /** Line of its start, from 1. */
  readonly line: number
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The text between its children as typed, neither trimmed nor decoded. */
  readonly text: string
}

/** The manager cannot read the file. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** An element whose end has not been read. */
interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

// The next markup. A backslash before `<` makes it text.
const MARKUP = /(?<!\\)<(!|\/|)/gs
const COMMENT_END = /-->|!>/g
const NAME = /[^\s<>/='"!]+/y
const SPACE = /\s*/y
const SELF_CLOSING = /\/>/y

/**
 * Reads XML as the manager does: several roots, comments from `<!` to `-->` or `!>`, attributes in either quotes, `\<`
 * for a `<` in text, but neither entities nor declarations nor sections of character data.
 *
 * @throws XmlError if the manager would refuse the text
 */
export function readXml(text: string): readonly XmlElement[] {
  return new XmlReader(text).read()
}

class XmlReader {
  readonly #text: string
  readonly #roots: XmlElement[] = []
  /** From the outermost element to the current one. */
  readonly #open: OpenElement[] = []
  #at = 0
  #line = 1
  /** Where the line {@link #line} ends. */
  #lineEnd: number

  constructor(text: string) {
    this.#text = text
    this.#lineEnd = this.#endOfLine(0)
  }

  read(): readonly XmlElement[] {
    for (;;) {
      MARKUP.lastIndex = this.#at
      const markup = MARKUP.exec(this.#text)
      this.#addText(this.#text.slice(this.#at, markup?.index ?? this.#text.length))
      if (markup === null) break
      const line = this.#lineAt(markup.index)
      this.#at = MARKUP.lastIndex
      if (markup[1] === '!') this.#skipComment(line)
      else if (markup[1] === '/') this.#closeElement(line)
      else this.#openElement(line)
    }
    const unclosed = this.#open.at(-1)
    if (unclosed !== undefined) throw new XmlError(unclosed.line, messages.elementNotClosed(unclosed.name))
    return this.#roots
  }

  #addText(text: string): void {
    const parent = this.#open.at(-1)
    if (parent !== undefined) parent.text += text
  }

  #skipComment(line: number): void {
    COMMENT_END.lastIndex = this.#at
    if (COMMENT_END.exec(this.#text) === null) throw new XmlError(line, messages.commentNotClosed())
    this.#at = COMMENT_END.lastIndex
  }

  #openElement(line: number): void {
    const name = this.#take(NAME)
    if (name === '') throw new XmlError(line, messages.noElementName())
    if (name.startsWith('?')) throw new XmlError(line, messages.declarationRefused())
    const element: OpenElement = { name, line, attributes: this.#attributes(name), children: [], text: '' }
    ;(this.#open.at(-1)?.children ?? this.#roots).push(element)
    if (this.#take(SELF_CLOSING) !== '') return
    this.#expect('>', () => messages.elementNotEnded(name))
    this.#open.push(element)
  }

  #closeElement(line: number): void {
    const name = this.#take(NAME)
    const element = this.#open.pop()
    if (element === undefined) throw new XmlError(line, messages.elementNotOpened(name))
    if (element.name !== name) throw new XmlError(line, messages.wrongEnd(element.name, element.line, name))
    this.#take(SPACE)
    this.#expect('>', () => messages.elementNotEnded(`/${name}`))
  }

  #attributes(element: string): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>()
    for (;;) {
      const space = this.#take(SPACE)
      const name = this.#take(NAME)
      if (name === '') return attributes
      if (space === '') throw this.#error(messages.elementNotEnded(element))
      if (attributes.has(name)) throw this.#error(messages.attributeTwice(name))
      attributes.set(name, this.#attributeValue(name))
    }
  }

  #attributeValue(name: string): string {
    this.#take(SPACE)
    this.#expect('=', () => messages.attributeWithoutValue(name))
    this.#take(SPACE)
    const quote = this.#text[this.#at] ?? ''
    if (quote !== '"' && quote !== "'") throw this.#error(messages.attributeWithoutQuotes(name))
    const end = this.#text.indexOf(quote, this.#at + 1)
    const value = end === -1 ? '>' : this.#text.slice(this.#at + 1, end)
    // The manager takes the first `>` as the end of the tag, even inside of quotes.
    if (value.includes('>')) throw this.#error(messages.attributeNotClosed(name))
    this.#at = end + 1
    return value
  }

  /** @returns the match of a pattern at the current position; empty without a match */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #expect(character: string, message: () => string): void {
    if (this.#text[this.#at] !== character) throw this.#error(message())
    this.#at++
  }

  #error(message: string): XmlError {
    return new XmlError(this.#lineAt(this.#at), message)
  }

  /** @param at position, not before that of the last call */
  #lineAt(at: number): number {
    while (this.#lineEnd < at) {
      this.#line++
      this.#lineEnd = this.#endOfLine(this.#lineEnd + 1)
    }
    return this.#line
  }

  #endOfLine(start: number): number {
    const end = this.#text.indexOf('\n', start)
    return end === -1 ? this.#text.length : end
  }
}
