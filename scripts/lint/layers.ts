// Checks the direction of imports: a file imports from its own unit, or from a layer below. The layers are those of
// docs/architecture.md, lowest last; a unit is a folder or a file of src/. biome checks that there are no circles.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const DOCUMENT = 'docs/architecture.md'
const IMPORT = /(?:from|import\() ?'(\.[^']+)'/g

interface Unit {
  readonly path: string
  /** 0 for the highest. */
  readonly layer: number
}

const list = /```layers\n(.*?)```/s.exec(readFileSync(DOCUMENT, 'utf8'))?.[1] ?? ''
const units: readonly Unit[] = list
  .trim()
  .split('\n')
  .flatMap((line, layer) => line.split(/\s+/).map((path) => ({ path, layer })))

/** The unit of a file: the one with the longest matching name. */
function unitOf(file: string): Unit | undefined {
  const found = units.filter(({ path }) => (path.endsWith('/') ? file.startsWith(path) : file === path))
  return found.sort((a, b) => b.path.length - a.path.length)[0]
}

function mistakesOf(file: string): readonly string[] {
  const from = unitOf(file)
  if (!from) return [`${file} is in no layer of ${DOCUMENT}`]
  return readFileSync(join('src', file), 'utf8')
    .matchAll(IMPORT)
    .map(([, path = '']) => join(dirname(file), path))
    .filter((target) => !target.startsWith('..'))
    .flatMap((target) => {
      const to = unitOf(target)
      if (to === undefined || to === from || to.layer > from.layer || arePeers(from, to)) return []
      return [`${file} (${from.path}) must not import ${target} (${to.path}): not a lower layer`]
    })
    .toArray()
}

/** Files on one line may import each other, folders may not. */
function arePeers(a: Unit, b: Unit): boolean {
  return a.layer === b.layer && !a.path.endsWith('/') && !b.path.endsWith('/')
}

const files = globSync('src/**/*.ts').map((path) => relative('src', path))
const mistakes = files.filter((file) => !file.startsWith('json/wasm/')).flatMap(mistakesOf)
for (const mistake of mistakes) console.error(mistake)
if (mistakes.length > 0) process.exitCode = 1
