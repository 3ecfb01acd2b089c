import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import { type Pattern, patternOf } from '../python/regex/pattern.ts'

/** `--discard-field` and `--discard-regex` as typed. */
export interface DiscardOptions {
  /** Dotted path. Default: only texts without fields are examined. */
  readonly field?: string | undefined
  /** Default: nothing is discarded. */
  readonly regex?: string | undefined
  /** Matches a text in place of the regular expression; see {@link withMatches}. Default: options are plain data. */
  readonly test?: Test
}

/** @returns undefined: it takes more than a second */
type Test = (text: string) => boolean | undefined

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
  readonly #test: Test
  readonly #object: object
  readonly #onSlow: () => void

  /**
   * @param object the object of the events. Default: none
   * @param onSlow called for an event on which the regular expression takes too long; the event is kept
   */
  constructor(options: DiscardOptions & { readonly regex: string }, object: object = {}, onSlow = () => {}) {
    const { regex, field, test } = options
    this.regex = regex
    this.field = field
    this.#path = field?.split('.') ?? []
    this.#pattern = patternOf(regex)
    this.#test = test ?? this.#pattern.test
    this.#object = object
    this.#onSlow = onSlow
  }

  static of(options: DiscardOptions, object?: object, onSlow?: () => void): DiscardRule | undefined {
    const { regex } = options
    return regex === undefined ? undefined : new DiscardRule({ ...options, regex }, object, onSlow)
  }

  /** @returns true if the pattern matches at the start of a text */
  matchesText(text: string): boolean {
    const slow = this.#pattern.find ? (slowEvents.get(this.#object) ?? 0) : 0
    const isMatch = slow < MAX_SLOW_EVENTS ? this.#test(text) : undefined
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

/** True if the rule must not block the main thread: its regular expression may take very long. */
export function isWatched({ regex }: DiscardOptions = {}): boolean {
  return regex !== undefined && patternOf(regex).find !== undefined
}

/** @returns a rule that discards nothing and matches nothing, where only the form of events matters */
export function withoutMatches(discard: DiscardOptions | undefined): DiscardOptions | undefined {
  return isWatched(discard) ? { ...discard, test: () => false } : discard
}

/**
 * Matches the texts of events before these are written, so that the main thread is not blocked while a regular expression
 * takes long.
 *
 * @param object as for {@link DiscardRule}
 * @param write writes the events as the given rule has it, only to find the texts
 * @returns the rule for writing them. An expression that cannot take long is left alone, and `write` is not called
 */
export async function withMatches(
  discard: DiscardOptions | undefined,
  object: object | undefined,
  write: (discard: DiscardOptions) => void,
): Promise<DiscardOptions | undefined> {
  const { find, test } = discard?.regex === undefined ? {} : patternOf(discard.regex)
  if (find === undefined || discard?.test) return discard
  const answers = new Map<string, boolean | undefined>()
  let slow = (object && slowEvents.get(object)) ?? 0
  for (const text of textsOf(discard, write)) {
    if (slow >= MAX_SLOW_EVENTS) break
    const answer = await find(text)
    answers.set(text, answer)
    if (answer === undefined) slow++
  }
  return { ...discard, test: (text) => (answers.has(text) ? answers.get(text) : test?.(text)) }
}

function textsOf(discard: DiscardOptions | undefined, write: (discard: DiscardOptions) => void): ReadonlySet<string> {
  const texts = new Set<string>()
  const test = (text: string) => {
    texts.add(text)
    return false
  }
  try {
    write({ ...discard, test })
  } catch {
    // It fails again when the events are written.
  }
  return texts
}
