import { translateClass } from './classes.ts'
import { characterSet, literal, readEscape } from './escapes.ts'
import { fail, RegexFailure } from './failure.ts'
import { Groups } from './groups.ts'

/**
 * Compiles a regular expression as Python's `re` module reads it. The result matches where `lastIndex` is, as Python's
 * `match` does. See https://docs.python.org/3/library/re.html
 *
 * Two things are more lenient than in Python: look-behinds may be of any length, and a group that took no part in the
 * match repeats as nothing.
 *
 * @throws RegexFailure for what Python refuses, and for what JavaScript cannot do: conditionals, `\N{name}`, `(?L)`
 */
export function compilePythonRegex(source: string): RegExp {
  const { text, ignoreCase } = new Translator(source).translate()
  try {
    return new RegExp(text, ignoreCase ? 'ivy' : 'vy')
  } catch (cause) {
    throw new RegexFailure('invalid', source, { cause })
  }
}

/** Flags in force: `i` is JavaScript's own, the others decide about the translation. */
type Flags = Readonly<Record<'a' | 'i' | 'm' | 's' | 'x', boolean>>

const NO_FLAGS: Flags = { a: false, i: false, m: false, s: false, x: false }
const QUANTIFIER = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/

class Translator {
  private readonly source: string
  private at = 0
  private flags: Flags = NO_FLAGS
  private readonly groups: Groups

  constructor(source: string) {
    this.source = source
    this.groups = new Groups(source)
  }

  translate(): { readonly text: string; readonly ignoreCase: boolean } {
    this.leadingFlags()
    const ignoreCase = this.flags.i
    const text = this.alternatives()
    if (this.at < this.source.length) fail('invalid', this.source)
    return { text, ignoreCase }
  }

  /** `(?im)` in front holds for the whole expression; elsewhere Python refuses it. */
  private leadingFlags(): void {
    for (;;) {
      const [construct, letters] = /^\(\?([A-Za-z]+)\)/.exec(this.rest) ?? []
      if (construct === undefined || letters === undefined) return
      this.flags = this.withFlags(letters, '', construct)
      this.at += construct.length
    }
  }

  private get rest(): string {
    return this.source.slice(this.at)
  }

  /** Everything up to the end or the closing parenthesis. */
  private alternatives(): string {
    let text = ''
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.flags.x && this.skipsBlank()) continue
      text += this.source[this.at] === '|' ? this.take('|') : this.atom()
    }
    return text
  }

  private skipsBlank(): boolean {
    const blank = /^(?:\s+|#[^\n]*)/.exec(this.rest)
    this.at += blank?.[0].length ?? 0
    return blank !== null
  }

  private atom(): string {
    const text = this.item()
    while (this.flags.x && this.skipsBlank());
    return text === '' ? '' : this.quantified(text)
  }

  private item(): string {
    const { source, at, flags } = this
    const character = source.charAt(at)
    if (character === '(') return this.group()
    if (character === '\\') return this.escape()
    if (character === '[') {
      const { text, next } = translateClass(source, at, flags.a)
      this.at = next
      return text
    }
    if (character === '.') return this.take(flags.s ? '[^]' : '[^\\n]')
    if (character === '^') return this.take(flags.m ? '(?<![^\\n])' : '^')
    if (character === '$') return this.take(flags.m ? '(?![^\\n])' : '(?=\\n?$)')
    if (QUANTIFIER.test(this.rest) && !this.rest.startsWith('{}')) fail('invalid', source)
    const point = source.codePointAt(at) as number
    this.at += point > 0xffff ? 2 : 1
    return literal(point)
  }

  private take(translation: string): string {
    this.at++
    return translation
  }

  private quantified(item: string): string {
    const found = QUANTIFIER.exec(this.rest)
    if (!found || found[0] === '{}') return item
    this.at += found[0].length
    const [text, low, comma, high] = found
    const count = text.startsWith('{') ? `{${low === '' ? '0' : low}${comma}${high}}` : text
    const mode = this.source[this.at]
    if (mode === '+') return this.take(this.groups.atomic().join(`${item}${count}`))
    return mode === '?' ? this.take(`${item}${count}?`) : `${item}${count}`
  }

  private escape(): string {
    const { source, at, flags } = this
    const letter = source.charAt(at + 1)
    const anchor = this.anchor(letter)
    if (anchor !== undefined) {
      this.at += 2
      return anchor
    }
    const { set, group, point, next } = readEscape(source, at, false, flags.a)
    this.at = next
    if (set) return `[${set.negated ? '^' : ''}${set.inside}]`
    return point !== undefined ? literal(point) : this.groups.again(group ?? 0)
  }

  private anchor(letter: string): string | undefined {
    if (letter === 'A') return '^'
    if (letter === 'Z') return '$'
    const word = `[${characterSet('w', this.flags.a)}]`
    if (letter === 'b') return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    return letter === 'B' ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))` : undefined
  }

  private group(): string {
    const { rest } = this
    if (rest.startsWith('(?#')) return this.comment()
    const [again, name = ''] = /^\(\?P=(\w+)\)/.exec(rest) ?? []
    if (again !== undefined) {
      this.at += again.length
      return this.groups.again(name)
    }
    const outer = this.flags
    const [open, close] = this.opening(rest)
    const text = open + this.alternatives() + close
    if (this.source[this.at] !== ')') fail('endsEarly', this.source)
    this.at++
    this.flags = outer
    return text
  }

  private comment(): string {
    const end = this.source.indexOf(')', this.at)
    if (end < 0) fail('endsEarly', this.source)
    this.at = end + 1
    return ''
  }

  /** What a group starts and ends with; sets the flags that hold in it. */
  private opening(rest: string): readonly [open: string, close: string] {
    const [start] = /^\((?:\?(?:P<\w+>|<?[=!]|[A-Za-z]*(?:-[A-Za-z]+)?:|.?))?/.exec(rest) as RegExpExecArray
    this.at += start.length
    if (start === '(?:') return [start, ')']
    if (start === '(?>') return this.groups.atomic()
    if (start === '(' || start.startsWith('(?P<')) return [this.groups.open(start.slice('(?P<'.length, -1)), ')']
    if (/[=!]$/.test(start)) return [`(?:${start}`, '))'] // JavaScript allows no quantifier behind the bare group.
    if (!start.endsWith(':')) fail('unsupported', start)
    const [on, off = ''] = start.slice(2, -1).split('-') as [string, string?]
    // V8 goes on with the case of the group in the classes behind it, until the next group says otherwise.
    const restored = caseGroup(this.flags)
    this.flags = this.withFlags(on, off, start)
    return [`(?:${caseGroup(this.flags)}`, `)${restored}))`]
  }

  private withFlags(on: string, off: string, construct: string): Flags {
    const flags: Record<string, boolean> = { ...this.flags }
    for (const letter of on.replaceAll('u', '')) flags[letter] = true
    for (const letter of off) flags[letter] = false
    if (Object.keys(flags).length > Object.keys(NO_FLAGS).length) fail('unsupported', construct)
    return flags as Flags
  }
}

/** Opens a group that minds the case, or does not. */
function caseGroup({ i }: Flags): string {
  return i ? '(?i:' : '(?-i:'
}
