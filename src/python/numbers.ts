/**
 * A float as Python's `repr` and `json.dumps` write it: the shortest digits that read back as the same value, and an
 * exponent of at least two digits from 1e16 on and below 1e-4.
 */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-4 && size < 1e16)) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

/**
 * A decimal as Python's `str(Decimal)`: all digits of its scale, and an exponent only after seven leading zeros.
 *
 * @param unscaled the number without its point
 * @param scale digits after the point, 0 or more
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
