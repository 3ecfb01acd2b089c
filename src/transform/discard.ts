import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { type Pattern, patternOf } from '../python/regex/pattern.ts'

/** `--discard-field` and `--discard-regex` as typed. Plain data. */
export interface DiscardOptions {
  /** Dotted path. Default: only texts without fields are examined. */
  readonly field?: string | undefined
  /** Default: nothing is discarded. */
  readonly regex?: string | undefined
}

/** After so many events of an object on which the regular expression takes too long, it is not tried on the others. */
const MAX_SLOW_EVENTS = 3

/**
 * The number of slow events of each object. It is kept beside the object: an object may be read in parts and more than
 * once, each time with a rule of its own, and the options of a rule are plain data that cross to workers.
 */
const slowEvents = new WeakMap<object, number>()

export class DiscardRule {
  readonly regex: string
  readonly field: string | undefined
  readonly #path: readonly string[]
  readonly #pattern: Pattern
  readonly #object: object
  readonly #onSlow: () => void

  /**
   * @param object the object of the events. Default: none
   * @param onSlow called for an event on which the regular expression takes too long; the event is kept
   */
  constructor(regex: string, field: string | undefined, object: object = {}, onSlow = () => {}) {
    this.regex = regex
    this.field = field
    this.#path = field?.split('.') ?? []
    this.#pattern = patternOf(regex)
    this.#object = object
    this.#onSlow = onSlow
  }

  static of({ field, regex }: DiscardOptions, object?: object, onSlow?: () => void): DiscardRule | undefined {
    return regex === undefined ? undefined : new DiscardRule(regex, field, object, onSlow)
  }

  /** @returns true if the pattern matches at the start of a text */
  matchesText(text: string): boolean {
    const slow = this.#pattern.isWatched ? (slowEvents.get(this.#object) ?? 0) : 0
    const isMatch = slow < MAX_SLOW_EVENTS ? this.#pattern.test(text) : undefined
    if (isMatch !== undefined) return isMatch
    slowEvents.set(this.#object, slow + 1)
    this.#onSlow()
    return false
  }

  /** @returns true if a text in the field of an event matches; of a list, any element may match */
  matches(tape: JsonTape, event: Node): boolean {
    return this.field !== undefined && this.#reaches(tape, event, 0)
  }

  /** @returns true if `name` is the field, at the top of the event */
  isField(name: string): boolean {
    return this.#path.length === 1 && this.#path[0] === name
  }

  #reaches(tape: JsonTape, node: Node, step: number): boolean {
    const kind = tape.kind(node)
    if (kind === Kind.array) {
      for (const element of tape.elements(node)) if (this.#reaches(tape, element, step)) return true
      return false
    }
    const name = this.#path[step]
    if (name === undefined) return kind === Kind.string && this.matchesText(tape.string(node))
    const member = tape.find(node, name)
    return member !== NONE && this.#reaches(tape, member, step + 1)
  }
}

/** True if the rule must not run on the main thread: its regular expression may take very long. */
export function isWatched({ regex }: DiscardOptions = {}): boolean {
  return regex !== undefined && patternOf(regex).isWatched
}
