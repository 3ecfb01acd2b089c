import { fail } from './failure.ts'

/**
 * The groups of an expression. Python counts them, and may name them; here all go by names, as the groups that are
 * added have no part in the counting.
 */
export class Groups {
  readonly #source: string
  readonly #names = new Map<string, number>()
  #count = 0
  #added = 0
  /** Whether what a group took must come once more. */
  areRepeated = false

  constructor(source: string) {
    this.#source = source
  }

  /** Opens a group that is counted. @param name empty: it has none */
  open(name: string): string {
    if (this.#names.has(name) || /^\d/.test(name)) fail('invalid', this.#source)
    this.#count++
    if (name !== '') this.#names.set(name, this.#count)
    return `(?<g${this.#count}>`
  }

  /** What a group took, once more. @param group its number or name */
  again(group: number | string): string {
    const number = typeof group === 'string' ? this.#names.get(group) : group
    if (!number || number > this.#count) fail('invalid', this.#source)
    this.areRepeated = true
    return `\\k<g${number}>`
  }

  /** What stands around an expression that gives nothing back: it is looked for ahead, and what was found is taken. */
  atomic(): readonly [open: string, close: string] {
    const name = `h${++this.#added}`
    return [`(?:(?=(?<${name}>`, `))\\k<${name}>)`]
  }
}
