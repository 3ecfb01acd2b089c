/**
 * Bytes as Python's `repr` shows them.
 *
 * @returns `b'a\x00\xff'`, ASCII only
 */
export function bytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'"
  let text = ''
  for (const byte of bytes) text += byteRepr(byte, quote)
  return `b${quote}${text}${quote}`
}

function byteRepr(byte: number, quote: string): string {
  const character = String.fromCharCode(byte)
  if (character === quote || character === '\\') return `\\${character}`
  if (character === '\t') return '\\t'
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (byte >= 0x20 && byte < 0x7f) return character
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

/**
 * A decimal as Python's `str(Decimal)`: all digits of its scale, with an exponent only from seven places of zeros on.
 *
 * @param unscaled the number without its point
 * @param scale digits behind the point, 0 or more
 * @returns `-1.50`, `0E-7`, `1.2E-8`
 */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled)
  if (scale === 0) return sign + digits
  const exponent = digits.length - 1 - scale
  if (exponent < -6) {
    const rest = digits.slice(1)
    return `${sign}${digits[0]}${rest && `.${rest}`}E${exponent}`
  }
  const padded = digits.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}
