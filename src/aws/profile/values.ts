import type { Section } from './config-files.ts'

export class BadValue extends Error {
  override readonly name = 'BadValue'
  readonly key: string
  /** True if the Python module ignores the key, so that the contract lacks a line for it. */
  readonly isExtension: boolean

  /** @param reason in a few words, without secrets */
  constructor(key: string, reason: string, options?: { isExtension?: boolean }) {
    super(reason)
    this.key = key
    this.isExtension = options?.isExtension ?? false
  }
}

/**
 * @param group `s3` or `proxy`
 * @returns the value of `NAME.s3.KEY`, as in Wazuh's documentation, or otherwise of `s3.KEY`, AWS's nested form
 */
export function groupValue(section: Section, profile: string, group: string, key: string): string | undefined {
  return section[`${profile.toLowerCase()}.${group}.${key}`] ?? section[`${group}.${key}`]
}

/** Checks a value that the Python module reads as a number: a bad one has the contract's error. @throws BadValue */
export function requireInteger(key: string, text: string | undefined): void {
  if (text !== undefined && !/^\s*[+-]?\d+\s*$/.test(text)) throw new BadValue(key, `'${text}' is no number`)
}

/** @returns the value as `parse` reads it; the default if it is missing @throws BadValue if `parse` cannot read it */
export function parsed<T>(
  key: string,
  text: string | undefined,
  parse: (text: string) => T | undefined,
  byDefault: T,
): T {
  if (text === undefined) return byDefault
  const value = parse(text)
  if (value === undefined) throw new BadValue(key, `'${text}' cannot be understood`, { isExtension: true })
  return value
}

/** Both `K` and `Ki` are steps of 1,024, as in the AWS CLI. */
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

/**
 * `8388608`, `64MB`, `16MiB`.
 *
 * @returns bytes; undefined if it is not a size
 * @see https://docs.aws.amazon.com/cli/latest/topic/s3-config.html
 */
export function parseSize(text: string): number | undefined {
  const parts = /^(\d+)\s*(?:([kmgt])i?b|b)?$/i.exec(text.trim())
  if (parts === null) return undefined
  return Number(parts[1]) * (UNITS[(parts[2] ?? '').toLowerCase()] ?? 1)
}

/**
 * `50MB/s`, `400Kb/s` (`B` bytes, `b` bits), or a plain number of bytes.
 *
 * @returns bytes a second; undefined if it is not a rate
 */
export function parseRate(text: string): number | undefined {
  const parts = /^(\d+)\s*(?:([kmgt]?)(?:i?)(b)\/s)?$/i.exec(text.trim())
  if (parts === null) return undefined
  const bytes = Number(parts[1]) * (UNITS[(parts[2] ?? '').toLowerCase()] ?? 1)
  return parts[3] === 'b' ? bytes / 8 : bytes
}

/** @returns a whole number above zero; undefined if it is anything else */
export function parseCount(text: string): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : 0
  return value > 0 ? value : undefined
}

/** @returns undefined if it is neither `true` nor `false`, in any case */
export function parseFlag(text: string): boolean | undefined {
  const value = text.trim().toLowerCase()
  if (value === 'true') return true
  return value === 'false' ? false : undefined
}
