import { setFlagsFromString } from 'node:v8'
import { Alphabet } from './alphabet.ts'
import { RegexFailure } from './failure.ts'
import { Groups } from './groups.ts'
import { Translator } from './translator.ts'

/**
 * V8 leaves an expression that goes back too often to its second engine, which never does and takes time in proportion
 * to the text. That engine knows no flags, nothing that looks around, and no groups that come once more.
 *
 * @see https://v8.dev/blog/non-backtracking-regexp
 */
const FLAGS = ['--enable-experimental-regexp-engine', '--enable-experimental-regexp-engine-on-excessive-backtracks']

/** A Python regular expression that surely takes time in proportion to the text. */
export class LinearRegex {
  readonly #translator: LinearTranslator
  readonly #text: string
  #regex: RegExp
  /** Symbols that {@link #regex} knows. */
  #known = 0

  /** @throws what cannot be matched in that way */
  constructor(source: string) {
    this.#translator = new LinearTranslator(source)
    this.#text = this.#translator.translate().text
    for (const flag of FLAGS) setFlagsFromString(flag)
    this.#regex = this.#compile()
  }

  /** Whether it matches at the start of a text. */
  test(text: string): boolean {
    const { alphabet } = this.#translator
    const symbols = alphabet.encode(text)
    if (alphabet.size > this.#known) this.#regex = this.#compile()
    this.#regex.lastIndex = 0
    return this.#regex.test(symbols)
  }

  #compile(): RegExp {
    const { alphabet } = this.#translator
    this.#known = alphabet.size
    const text = this.#text.replace(ATOMS, (atom) => alphabet.classOf(atom.charCodeAt(0) - FIRST_ATOM))
    // With `l` it is refused when the second engine cannot run it; without, the first engine starts.
    void new RegExp(text, 'yl')
    return new RegExp(text, 'y')
  }
}

/** Atoms stand in the translation as characters for private use, since no others do. */
const ATOMS = /[\ue000-\uf8ff]/g
const FIRST_ATOM = 0xe000
const MAX_ATOMS = 0x1900

/** The end of the expression, or what stands there in alternatives and groups that it ends with. */
const AT_END = /^(?:\|[^()]*)?\)*$/

class LinearTranslator extends Translator {
  readonly alphabet = new Alphabet()

  constructor(source: string) {
    super(source, new LinearGroups(source))
  }

  protected override character(text: string): string {
    const atom = this.alphabet.add(text, this.flags.i)
    return atom < MAX_ATOMS ? String.fromCharCode(FIRST_ATOM + atom) : this.#refuse()
  }

  protected override lineStart(): string {
    return this.flags.m ? this.#refuse() : '^'
  }

  protected override lineEnd(): string {
    const isAtEnd = AT_END.test(this.source.slice(this.at + 1))
    return isAtEnd && !this.flags.m ? `(?:${this.character('\\n')}?$)` : this.#refuse()
  }

  protected override anchor(letter: string): string | undefined {
    return /[bB]/.test(letter) ? this.#refuse() : super.anchor(letter)
  }

  protected override opening(rest: string): readonly [open: string, close: string] {
    const [, close] = super.opening(rest)
    // Whether they mind the case is in their characters.
    return close === '))' ? this.#refuse() : ['(?:', ')']
  }

  #refuse(): never {
    throw new RegexFailure('unsupported', this.source)
  }
}

class LinearGroups extends Groups {
  override again(group: number | string): never {
    throw new RegexFailure('unsupported', super.again(group))
  }

  override atomic(): never {
    throw new RegexFailure('unsupported', super.atomic().join(''))
  }
}
