const STEPS = ['major', 'minor', 'patch'] as const

/**
 * @param asked `major`, `minor`, `patch`, or a version
 * @throws Error that says what is wrong with it
 * @see https://semver.org/
 */
export function nextVersion(current: string, asked: string): string {
  if (/^\d+\.\d+\.\d+$/.test(asked)) return asked
  const step = STEPS.indexOf(asked as (typeof STEPS)[number])
  if (step === -1) throw new Error(`'${asked}' is no version: give ${STEPS.join(', ')} or one such as 1.2.3`)
  return current
    .split('.')
    .map((number, at) => (at < step ? number : at === step ? String(Number(number) + 1) : '0'))
    .join('.')
}

/**
 * Moves the section `Unreleased` under a version, and starts a new one.
 *
 * @throws Error if the section is empty
 */
export function releaseChangelog(changelog: string, version: string, day: string): string {
  const [, before, changes, after] = /^(.*?\n## Unreleased\n)(.*?)(\n## .*|$)$/s.exec(changelog) ?? []
  if (before === undefined || !changes?.trim()) throw new Error('CHANGELOG.md has nothing under ## Unreleased')
  return `${before}\n## ${version} (${day})\n\n${changes.trim()}\n${after}`
}
