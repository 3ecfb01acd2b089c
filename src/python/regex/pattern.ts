import { compileBounded } from './compile.ts'
import { LinearRegex } from './linear.ts'
import { WatchedRegex } from './watched.ts'

/** A Python regular expression of the operator, asked whether it matches at the start of a text. */
export interface Pattern {
  /** It may take for ever for a text, and is matched on a thread of its own. */
  readonly isWatched: boolean
  /** @returns undefined: it takes more than a second */
  test(text: string): boolean | undefined
}

let last: { readonly source: string; readonly pattern: Pattern } | undefined

/** @throws RegexFailure as `compilePythonRegex` */
export function patternOf(source: string): Pattern {
  if (last?.source !== source) last = { source, pattern: compile(source) }
  return last.pattern
}

function compile(source: string): Pattern {
  const { regex, isBounded } = compileBounded(source)
  if (isBounded) return { isWatched: false, test: (text) => matches(regex, text) }
  const linear = linearOf(source)
  if (linear) return { isWatched: false, test: (text) => linear.test(text) }
  const watched = new WatchedRegex(regex)
  return { isWatched: true, test: (text) => watched.test(text) }
}

function linearOf(source: string): LinearRegex | undefined {
  try {
    return new LinearRegex(source)
  } catch {
    return undefined
  }
}

function matches(regex: RegExp, text: string): boolean {
  regex.lastIndex = 0
  return regex.test(text)
}
