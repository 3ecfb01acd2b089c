import { fail } from './failure.ts'

/** Flags in force: `i` is JavaScript's own, the others decide about the translation. */
export type Flags = Readonly<Record<'a' | 'i' | 'm' | 's' | 'x', boolean>>

export const NO_FLAGS: Flags = { a: false, i: false, m: false, s: false, x: false }

/** @param construct that sets and unsets flags, as it is written @throws RangeError for a flag that is not known */
export function withFlags(before: Flags, on: string, off: string, construct: string): Flags {
  const flags: Record<string, boolean> = { ...before }
  for (const letter of on.replaceAll('u', '')) flags[letter] = true
  for (const letter of off) flags[letter] = false
  if (Object.keys(flags).length > Object.keys(NO_FLAGS).length) fail('unsupported', construct)
  return flags as Flags
}

/** Opens a group that minds the case, or does not. */
export function caseGroup({ i }: Flags): string {
  return i ? '(?i:' : '(?-i:'
}
