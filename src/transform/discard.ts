import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { compilePythonRegex } from '../python/regex/compile.ts'

/** `--discard-field` and `--discard-regex` as typed. Plain data. */
export interface DiscardOptions {
  /** Dotted path; not given: only texts without fields are looked at. */
  readonly field?: string | undefined
  /** Not given: nothing is discarded. */
  readonly regex?: string | undefined
}

/** Which events the operator does not want. */
export class DiscardRule {
  readonly regex: string
  readonly field: string | undefined
  private readonly path: readonly string[]
  private readonly pattern: RegExp

  constructor(regex: string, field: string | undefined) {
    this.regex = regex
    this.field = field
    this.path = field?.split('.') ?? []
    this.pattern = compilePythonRegex(regex)
  }

  /** The rule, if there is one. */
  static of({ field, regex }: DiscardOptions): DiscardRule | undefined {
    return regex === undefined ? undefined : new DiscardRule(regex, field)
  }

  /** Whether the pattern matches at the start of a text. */
  matchesText(text: string): boolean {
    this.pattern.lastIndex = 0
    return this.pattern.test(text)
  }

  /** Whether a text in the field of an event matches; through lists any element counts. */
  matches(tape: JsonTape, event: Node): boolean {
    return this.field !== undefined && this.reaches(tape, event, 0)
  }

  /** Whether the field is this one, at the top of the event. */
  isField(name: string): boolean {
    return this.path.length === 1 && this.path[0] === name
  }

  private reaches(tape: JsonTape, node: Node, step: number): boolean {
    const kind = tape.kind(node)
    if (kind === Kind.array) {
      for (const element of tape.elements(node)) if (this.reaches(tape, element, step)) return true
      return false
    }
    const name = this.path[step]
    if (name === undefined) return kind === Kind.string && this.matchesText(tape.string(node))
    const member = tape.find(node, name)
    return member !== NONE && this.reaches(tape, member, step + 1)
  }
}
