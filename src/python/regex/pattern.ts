import { compileBounded } from './compile.ts'
import { LinearRegex } from './linear.ts'
import { WatchedRegex } from './watched.ts'

/** A Python regular expression of the operator, asked whether it matches at the start of a text. */
export interface Pattern {
  /** @returns undefined: it takes more than a second */
  test(text: string): boolean | undefined
  /**
   * Does the same without blocking this thread. Set if the expression may take for ever for a text, and is matched on a
   * thread of its own.
   */
  readonly find?: (text: string) => Promise<boolean | undefined>
}

let last: { readonly source: string; readonly pattern: Pattern } | undefined

/** @throws RegexFailure as `compilePythonRegex` */
export function patternOf(source: string): Pattern {
  if (last?.source !== source) last = { source, pattern: compile(source) }
  return last.pattern
}

function compile(source: string): Pattern {
  const { regex, isBounded } = compileBounded(source)
  if (isBounded) return { test: (text) => matches(regex, text) }
  const linear = linearOf(source)
  if (linear) return { test: (text) => linear.test(text) }
  // A thread for each: one may be asked while the other one is waited for.
  const [blocking, waiting] = [new WatchedRegex(regex), new WatchedRegex(regex)]
  return { test: (text) => blocking.test(text), find: (text) => waiting.find(text) }
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
