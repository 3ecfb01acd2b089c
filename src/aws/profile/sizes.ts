/**
 * Numbers with units, as the AWS CLI reads them in a profile.
 *
 * @see https://docs.aws.amazon.com/cli/latest/topic/s3-config.html
 */

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

/** Bytes of `8388608`, `64MB` or `16MiB` (both in steps of 1,024, as the CLI has it); undefined: not a size. */
export function parseSize(text: string): number | undefined {
  const parts = /^(\d+)\s*(?:([kmgt])i?b|b)?$/i.exec(text.trim())
  if (parts === null) return undefined
  return Number(parts[1]) * (UNITS[(parts[2] ?? '').toLowerCase()] ?? 1)
}

/** Bytes a second of `50MB/s`, `400Kb/s` (`B` bytes, `b` bits) or a plain number; undefined: not a rate. */
export function parseRate(text: string): number | undefined {
  const parts = /^(\d+)\s*(?:([kmgt]?)(?:i?)(b)\/s)?$/i.exec(text.trim())
  if (parts === null) return undefined
  const bytes = Number(parts[1]) * (UNITS[(parts[2] ?? '').toLowerCase()] ?? 1)
  return parts[3] === 'b' ? bytes / 8 : bytes
}

/** A whole number above zero; undefined: something else. */
export function parseCount(text: string): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : 0
  return value > 0 ? value : undefined
}

/** `true` and `false` in any case; undefined: something else. */
export function parseFlag(text: string): boolean | undefined {
  const value = text.trim().toLowerCase()
  if (value === 'true') return true
  return value === 'false' ? false : undefined
}
