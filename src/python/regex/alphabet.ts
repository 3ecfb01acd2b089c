/** Code units that are looked up in a table. */
const UNITS = 0x10000

/**
 * What an expression can tell apart: code points that the same of its characters and classes match are one symbol. Texts
 * of symbols need no classes of thousands of ranges, no pairs of surrogates and no regard for the case.
 */
export class Alphabet {
  readonly #atoms: RegExp[] = []
  readonly #names = new Map<string, number>()
  /** Symbols by what matches them: a bit for each atom. */
  readonly #symbols = new Map<string, number>()
  /** Symbols by code unit, plus one; 0: not known yet. */
  readonly #ofUnit = new Uint16Array(UNITS)
  readonly #ofAstral = new Map<number, number>()
  #units = new Uint16Array(1024)

  /** How many there are so far: more come with the texts. */
  get size(): number {
    return this.#symbols.size
  }

  /** @param text a character or class of JavaScript's `v` mode @returns its number */
  add(text: string, ignoreCase: boolean): number {
    const name = `${ignoreCase} ${text}`
    const known = this.#names.get(name)
    if (known !== undefined) return known
    this.#names.set(name, this.#atoms.length)
    return this.#atoms.push(new RegExp(`^${text}$`, ignoreCase ? 'iv' : 'v')) - 1
  }

  /** The symbols that an atom matches, as a class of any mode. */
  classOf(atom: number): string {
    const members = [...this.#symbols].filter(([bits]) => bits[atom] === '1')
    return `[${members.map(([, symbol]) => `\\u${symbol.toString(16).padStart(4, '0')}`).join('')}]`
  }

  /** A text as symbols, one for each code point. Call it when all atoms are added. */
  encode(text: string): string {
    if (this.#units.length < text.length) this.#units = new Uint16Array(2 * text.length)
    const units = this.#units
    let length = 0
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      const known = this.#ofUnit[unit] as number
      if (known > 0) {
        units[length++] = known - 1
        continue
      }
      const point = text.codePointAt(at) as number
      units[length++] = this.#symbolOf(point)
      if (point >= UNITS) at++
    }
    return Buffer.from(units.buffer, 0, 2 * length).toString('utf16le')
  }

  #symbolOf(point: number): number {
    const known = this.#ofAstral.get(point)
    if (known !== undefined) return known
    const character = String.fromCodePoint(point)
    const bits = this.#atoms.map((atom) => (atom.test(character) ? '1' : '0')).join('')
    const symbol = this.#symbols.get(bits) ?? this.#symbols.size
    this.#symbols.set(bits, symbol)
    this.#remember(point, symbol)
    return symbol
  }

  #remember(point: number, symbol: number): void {
    // Half of a pair may be met alone, too: it is looked at again each time.
    if (point >= UNITS) this.#ofAstral.set(point, symbol)
    else if (point < 0xd800 || point > 0xdfff) this.#ofUnit[point] = symbol + 1
  }
}
