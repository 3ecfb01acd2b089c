import { RegexFailure } from './failure.ts'
import { Translator } from './translator.ts'

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
  return compileBounded(source).regex
}

/** As {@link compilePythonRegex}, and whether the time that it takes is surely proportional to the length of the text. */
export function compileBounded(source: string): { readonly regex: RegExp; readonly isBounded: boolean } {
  const translator = new Translator(source)
  const { text, ignoreCase } = translator.translate()
  try {
    return { regex: new RegExp(text, ignoreCase ? 'ivy' : 'vy'), isBounded: translator.isBounded }
  } catch (cause) {
    throw new RegexFailure('invalid', source, { cause })
  }
}
