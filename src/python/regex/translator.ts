import { translateClass } from './classes.ts'
import { characterSet, literal, readEscape } from './escapes.ts'
import { fail } from './failure.ts'
import { caseGroup, type Flags, NO_FLAGS, withFlags } from './flags.ts'
import { Groups } from './groups.ts'

const QUANTIFIER = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/
/** Places with a choice that V8 may try in each combination. */
const MAX_CHOICES = 8

/** Translates an expression to JavaScript's `v` mode; what a subclass overrides goes into another dialect. */
export class Translator {
  protected readonly source: string
  protected at = 0
  protected flags: Flags = NO_FLAGS
  protected readonly groups: Groups
  #choices = 0
  #repeats = 0

  constructor(source: string, groups = new Groups(source)) {
    this.source = source
    this.groups = groups
  }

  /**
   * Whether V8 surely matches in time proportional to the length of the text, since there is next to nothing to go back
   * to: one character or class is repeated at most. Known once translated.
   */
  get isBounded(): boolean {
    const goesBack = this.#repeats > 0 && this.groups.areRepeated
    return this.#repeats <= 1 && this.#choices <= MAX_CHOICES && !goesBack
  }

  translate(): { readonly text: string; readonly ignoreCase: boolean } {
    this.#leadingFlags()
    const ignoreCase = this.flags.i
    const text = this.#alternatives()
    if (this.at < this.source.length) fail('invalid', this.source)
    return { text, ignoreCase }
  }

  /** `(?im)` in front holds for the whole expression; elsewhere Python refuses it. */
  #leadingFlags(): void {
    for (;;) {
      const [construct, letters] = /^\(\?([A-Za-z]+)\)/.exec(this.rest) ?? []
      if (construct === undefined || letters === undefined) return
      this.flags = withFlags(this.flags, letters, '', construct)
      this.at += construct.length
    }
  }

  protected get rest(): string {
    return this.source.slice(this.at)
  }

  /** Everything up to the end or the closing parenthesis. */
  #alternatives(): string {
    let text = ''
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.flags.x && this.#skipsBlank()) continue
      text += this.source[this.at] === '|' ? this.#choice() : this.#atom()
    }
    return text
  }

  #choice(): string {
    this.#choices++
    return this.#take('|')
  }

  #skipsBlank(): boolean {
    const blank = /^(?:\s+|#[^\n]*)/.exec(this.rest)
    this.at += blank?.[0].length ?? 0
    return blank !== null
  }

  #atom(): string {
    const isGroup = this.source[this.at] === '('
    const text = this.#item()
    while (this.flags.x && this.#skipsBlank());
    return text === '' ? '' : this.#quantified(text, isGroup)
  }

  #item(): string {
    const { source, at, flags } = this
    const character = source.charAt(at)
    if (character === '(') return this.#group()
    if (character === '\\') return this.#escape()
    if (character === '[') {
      const { text, next } = translateClass(source, at, flags.a)
      this.at = next
      return this.character(text)
    }
    if (character === '.') return this.#take(this.character(flags.s ? '[^]' : '[^\\n]'))
    if (character === '^') return this.#take(this.lineStart())
    if (character === '$') return this.#take(this.lineEnd())
    if (QUANTIFIER.test(this.rest) && !this.rest.startsWith('{}')) fail('invalid', source)
    const point = source.codePointAt(at) as number
    this.at += point > 0xffff ? 2 : 1
    return this.character(literal(point, flags.i))
  }

  /** @param text a character or class of the `v` mode */
  protected character(text: string): string {
    return text
  }

  protected lineStart(): string {
    return this.flags.m ? '(?<![^\\n])' : '^'
  }

  protected lineEnd(): string {
    return this.flags.m ? '(?![^\\n])' : '(?=\\n?$)'
  }

  #take(translation: string): string {
    this.at++
    return translation
  }

  #quantified(item: string, isGroup: boolean): string {
    const found = QUANTIFIER.exec(this.rest)
    if (!found || found[0] === '{}') return item
    this.at += found[0].length
    const [text, low, comma, high] = found
    if (text === '?') this.#choices++
    else if (isGroup) this.#repeats = Number.POSITIVE_INFINITY
    else if (comma !== '') this.#repeats++
    const count = text.startsWith('{') ? `{${low === '' ? '0' : low}${comma}${high}}` : text
    const mode = this.source[this.at]
    if (mode === '+') return this.#take(this.groups.atomic().join(`${item}${count}`))
    return mode === '?' ? this.#take(`${item}${count}?`) : `${item}${count}`
  }

  #escape(): string {
    const { source, at, flags } = this
    const letter = source.charAt(at + 1)
    const anchor = this.anchor(letter)
    if (anchor !== undefined) {
      this.at += 2
      return anchor
    }
    const { set, group, point, next } = readEscape(source, at, false, flags.a)
    this.at = next
    if (set) return this.character(`[${set.negated ? '^' : ''}${set.inside}]`)
    return point !== undefined ? this.character(literal(point, flags.i)) : this.groups.again(group ?? 0)
  }

  protected anchor(letter: string): string | undefined {
    if (letter === 'A') return '^'
    if (letter === 'Z') return '$'
    const word = `[${characterSet('w', this.flags.a)}]`
    if (letter === 'b') return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    return letter === 'B' ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))` : undefined
  }

  #group(): string {
    const { rest } = this
    if (rest.startsWith('(?#')) return this.#comment()
    const [again, name = ''] = /^\(\?P=(\w+)\)/.exec(rest) ?? []
    if (again !== undefined) {
      this.at += again.length
      return this.groups.again(name)
    }
    const outer = this.flags
    const [open, close] = this.opening(rest)
    const text = open + this.#alternatives() + close
    if (this.source[this.at] !== ')') fail('endsEarly', this.source)
    this.at++
    this.flags = outer
    return text
  }

  #comment(): string {
    const end = this.source.indexOf(')', this.at)
    if (end < 0) fail('endsEarly', this.source)
    this.at = end + 1
    return ''
  }

  /** What a group starts and ends with; sets the flags that hold in it. */
  protected opening(rest: string): readonly [open: string, close: string] {
    const [start] = /^\((?:\?(?:P<\w+>|<?[=!]|[A-Za-z]*(?:-[A-Za-z]+)?:|.?))?/.exec(rest) as RegExpExecArray
    this.at += start.length
    if (start === '(?:') return [start, ')']
    if (start === '(?>') return this.groups.atomic()
    if (start === '(' || start.startsWith('(?P<')) return [this.groups.open(start.slice('(?P<'.length, -1)), ')']
    if (/[=!]$/.test(start)) return [`(?:${start}`, '))'] // JavaScript allows no quantifier after the bare group.
    if (!start.endsWith(':')) fail('unsupported', start)
    const [on, off = ''] = start.slice(2, -1).split('-') as [string, string?]
    // V8 applies the case of the group to the classes after it, up to the next group.
    const restored = caseGroup(this.flags)
    this.flags = withFlags(this.flags, on, off, start)
    return [`(?:${caseGroup(this.flags)}`, `)${restored}))`]
  }
}
