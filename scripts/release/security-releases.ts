/**
 * @param changelog of a line of Node.js, newest release first
 * @param from      current version
 * @returns later releases that say that they fix security, newest first
 */
export function securityReleases(changelog: string, from: string): readonly string[] {
  const releases = changelog.split(/^## (?=.*Version \d)/m).slice(1)
  const inUse = releases.findIndex((text) => versionOf(text) === from)
  const later = inUse === -1 ? releases : releases.slice(0, inUse)
  return later.filter((text) => /^This is a security release/m.test(text)).map(versionOf)
}

const versionOf = (release: string): string => /Version (\d+\.\d+\.\d+)/.exec(release)?.[1] ?? ''
