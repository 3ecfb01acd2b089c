/**
 * Reads the list of cases that are known to fail: one on each line, with the reason after `#`. Lines that start with
 * `#` are comments, and the reason of the names below them without their own.
 *
 * @returns reasons by case
 */
export function readPending(text: string): Map<string, string> {
  const reasons = new Map<string, string>()
  let common = 'not built yet'
  for (const line of text.split('\n')) {
    const [name = '', reason = ''] = line.split(/#(.*)/s).map((part) => part.trim())
    if (name === '') common = reason || common
    else reasons.set(name, reason || common)
  }
  return reasons
}
