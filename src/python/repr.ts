import { textRepr } from './text.ts'
import { JsonNumber, type JsonValue } from './value.ts'

/** Python's `str()` of a value: a text is itself, everything else is its {@link pythonRepr}. */
export function pythonStr(value: JsonValue): string {
  return typeof value === 'string' ? value : pythonRepr(value)
}

/** Python's `repr()` of a value, as it shows inside lists, dictionaries and log lines. */
export function pythonRepr(value: JsonValue): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return textRepr(value)
  if (value instanceof JsonNumber) return numberRepr(value.text)
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  return `{${Array.from(value, ([key, member]) => `${textRepr(key)}: ${pythonRepr(member)}`).join(', ')}}`
}

/** JSON's names of the special floats are not those of Python. */
function numberRepr(text: string): string {
  if (text === 'NaN') return 'nan'
  return text.replace('Infinity', 'inf')
}
