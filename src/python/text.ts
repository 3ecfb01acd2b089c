const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** Other characters (half of a surrogate pair among them), separators, the backslash and both quotes. */
const SPECIAL_CHARACTER = /[\p{C}\p{Z}\\'"]/gu
const SPECIAL_BYTE = /[^ -~]|[\\'"]/g
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/**
 * Python's `repr()` of a text.
 *
 * @returns the text in single quotes, or in double quotes if only single ones occur in it
 */
export function textRepr(text: string): string {
  return quoted(text, SPECIAL_CHARACTER)
}

/** Python's `repr()` of bytes. @returns `b'a\x00\xff'`, ASCII only */
export function bytesRepr(bytes: Uint8Array): string {
  return `b${quoted(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), SPECIAL_BYTE)}`
}

/**
 * Escapes control characters as Python's `repr()` does: `\n`, `\x1b`, `\u2028`. Wazuh turns each printed line into an
 * event, so a control character from outside could forge one.
 */
export function escapeControl(text: string): string {
  return text.replace(CONTROL_CHARACTER, escaped)
}

function quoted(text: string, special: RegExp): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inside = text.replace(special, (character) => {
    if (character === ' ') return character
    if (character === '"' || character === "'") return character === quote ? `\\${character}` : character
    return escaped(character)
  })
  return `${quote}${inside}${quote}`
}

function escaped(character: string): string {
  const point = character.codePointAt(0) as number
  const hex = point.toString(16)
  const short = SHORT_ESCAPES[character]
  if (short !== undefined) return short
  if (point < 0x100) return `\\x${hex.padStart(2, '0')}`
  return point < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
