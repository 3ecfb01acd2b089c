import type { Section } from './config-files.ts'

/** A key of the profile whose value cannot be used. */
export class BadValue extends Error {
  override readonly name = 'BadValue'
  readonly key: string
  /** Whether the Python module ignores the key: then the error has no line in the contract and gets a full one. */
  readonly ours: boolean

  /** @param reason in a few words; never holds a secret */
  constructor(key: string, reason: string, options?: { ours?: boolean }) {
    super(reason)
    this.key = key
    this.ours = options?.ours ?? false
  }
}

/**
 * Value of a key of a group (`s3`, `proxy`) of a profile: `NAME.s3.KEY`, as this program's documentation has it, or
 * `s3.KEY`, which is AWS's own nested form.
 */
export function groupValue(section: Section, profile: string, group: string, key: string): string | undefined {
  return section[`${profile.toLowerCase()}.${group}.${key}`] ?? section[`${group}.${key}`]
}

/** For values that the contract reads as numbers: its own error, whatever else may be asked of them. @throws BadValue */
export function requireInteger(key: string, text: string | undefined): void {
  if (text !== undefined && !/^\s*[+-]?\d+\s*$/.test(text)) throw new BadValue(key, `'${text}' is no number`)
}

/** Reads a value by `parse`; absent: the default. @throws BadValue when `parse` gives undefined */
export function parsed<T>(
  key: string,
  text: string | undefined,
  parse: (text: string) => T | undefined,
  byDefault: T,
): T {
  if (text === undefined) return byDefault
  const value = parse(text)
  if (value === undefined) throw new BadValue(key, `'${text}' cannot be understood`, { ours: true })
  return value
}
