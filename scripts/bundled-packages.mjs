import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** A part of it is in the scanner, which the bundler does not see. */
const IN_SCANNER = 'node_modules/assemblyscript'
const LINE = '-'.repeat(80)

/**
 * @param modules files whose code is in the bundle
 * @returns their packages, sorted: `{ name, version, license, folder }`
 */
export function bundledPackages(modules) {
  const folders = modules.flatMap((file) => {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(relative('', file))?.[0]
    return folder === undefined ? [] : [folder]
  })
  return [...new Set([...folders, IN_SCANNER])].sort().map(packageAt)
}

/** @returns the licence texts in the code of modules, each once, sorted */
export function legalComments(modules) {
  const code = modules.filter((id) => existsSync(id)).map((file) => readFileSync(file, 'utf8'))
  const comments = code.flatMap((text) => text.match(/\/\*.*?\*\//gs) ?? [])
  return [...new Set(comments.filter((text) => /^\/\*!|@licen[cs]e|@preserve/.test(text)))].sort()
}

/** @param folder folder of a package, below the root */
export function packageAt(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence`)
  return { name, version, license, folder }
}

/**
 * The licences and notices of packages as one text, each once.
 *
 * @param comments licence texts in the code of packages
 */
export function notices(packages, comments) {
  const byText = new Map()
  for (const { name, version, license, folder } of packages) {
    const text = licenceText(folder) || `Licence: ${license}`
    byText.set(text, (byText.get(text) ?? new Set()).add(`${name} ${version} (${license})`))
  }
  const sections = [...byText].map(([text, names]) => `${[...names].join('\n')}\n\n${text}`)
  return `${[...sections, ...comments].join(`\n\n${LINE}\n\n`)}\n`
}

function licenceText(folder) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
  return files
    .sort()
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8').trim())
    .join('\n\n')
}
