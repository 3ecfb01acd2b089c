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

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** Single quotes, unless the text has some and no double ones; what cannot be printed is escaped. */
function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  // Other, separators, the backslash and both quotes; half of a surrogate pair is of the kind Other.
  const escaped = text.replace(/[\p{C}\p{Z}\\'"]/gu, (character) => {
    if (character === ' ') return character
    if (character === '"' || character === "'") return character === quote ? `\\${character}` : character
    return SHORT[character] ?? hexEscape(character.codePointAt(0) as number)
  })
  return `${quote}${escaped}${quote}`
}

function hexEscape(point: number): string {
  const hex = point.toString(16)
  if (point < 0x100) return `\\x${hex.padStart(2, '0')}`
  return point < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
