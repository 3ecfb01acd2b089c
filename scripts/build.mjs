// Bundles src/ into dist/: a few files that a run needs, and chunks that are loaded only when they are needed
// (a client of the SDK, a command). A bundle starts in half the time of the same code in node_modules.
import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { relative, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { bundledPackages, legalComments, notices } from './bundled-packages.mjs'

/** The scanner of JSON is WebAssembly. Its file is beside the code that loads it, in the sources and in the bundle. */
const SCANNER = 'src/json/scanner.wasm'
const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd']
if (isOlder(SCANNER, ['scripts/build.mjs', 'src/json/scan-layout.ts', ...globSync('src/json/wasm/*')])) {
  const { default: asc } = await import('assemblyscript/asc')
  const compiled = await asc.main(['src/json/wasm/scanner.ts', ...FLAGS, '--outFile', SCANNER])
  if (compiled.error) throw new Error(compiled.stderr.toString())
}

/** Compiling takes as long as everything else, so it is skipped without a change. */
function isOlder(file, sources) {
  const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return sources.some((source) => time(source) > time(file))
}

/**
 * `import 'node:http'` evaluates every export of it, and one of them loads the whole of undici: a tenth of an idle run.
 * This way, a module of Node.js is loaded when one of its exports is first used. A run without events uses few.
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  resolveId: (id) => (isBuiltin(id) && id !== 'node:module' ? `\0builtin:${id.replace('node:', '')}` : undefined),
  load: (id) =>
    id.startsWith('\0builtin:') ? { code: lazyBuiltin(`node:${id.slice(9)}`), moduleType: 'js' } : undefined,
}

function lazyBuiltin(id) {
  const names = Object.keys(process.getBuiltinModule(id)).filter((name) => /^[A-Za-z]\w*$/.test(name))
  return `
    let loaded
    const get = (name) => (loaded ??= process.getBuiltinModule('${id}'))[name]
    for (const name of '${names.join(' ')}'.split(' ')) {
      Object.defineProperty(exports, name, { enumerable: true, get: () => get(name) })
    }`
}

/**
 * The index of a package of the SDK loads all of it. These files need one of its modules: a run loads 300 KB less, and each
 * worker 180 KB.
 */
const ONE_MODULE = {
  'src/aws/regions.ts': '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js',
  'src/aws/profile/config-files.ts':
    '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js',
}
const oneModule = {
  name: 'one-module',
  resolveId(id, importer = '') {
    const path = id.startsWith('@') && ONE_MODULE[relative('.', importer)]
    return path ? resolve('node_modules', path) : undefined
  },
  buildEnd() {
    const loaded = new Set(this.getModuleIds())
    const missing = Object.values(ONE_MODULE).filter((path) => !loaded.has(resolve('node_modules', path)))
    if (missing.length > 0) throw new Error(`nothing loads ${missing.join(' or ')}`)
  },
}

/** Chunks for the imports of certain files. Modules that those load later are divided by importer. */
const CHUNKS = {
  decode: ['src/worker.ts'],
  run: ['src/main.ts', 'src/sources/s3-bucket.ts'],
}
const chunkOf = new Map()

/** A run of a bucket loads three files, not fifty: each costs a millisecond. */
const wholeRuns = {
  name: 'whole-runs',
  buildEnd() {
    for (const [name, files] of Object.entries(CHUNKS)) {
      const add = (id) => {
        if (chunkOf.has(id)) return
        chunkOf.set(id, name)
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) add(imported)
      }
      for (const file of files) add(resolve(file))
      // Starting a worker must not load other chunks.
      chunkOf.delete(resolve('src/worker.ts'))
    }
  },
}

/** The commit for `--version`; a package that npm has packed has none. */
function commit() {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}

const target = process.argv[2] ?? 'dist'
const fresh = `${target}.new`
rmSync(fresh, { recursive: true, force: true })
const bundle = await rolldown({
  input: { main: 'src/main.ts', worker: 'src/worker.ts' },
  platform: 'node',
  // The SDK's ES modules can be shaken; its CommonJS ones cannot.
  resolve: { mainFields: ['module', 'main'] },
  // A native package brings its binaries beside its JavaScript: it cannot be bundled.
  external: ['koffi'],
  transform: { target: 'node22.16', define: { AWS_S3_COMMIT: JSON.stringify(commit()) } },
  plugins: [lazyBuiltins, oneModule, wholeRuns],
  preserveEntrySignatures: false,
  // Code of the SDK is loaded late in one place, and belongs to a client in another.
  checks: { ineffectiveDynamicImport: false },
})
const { output } = await bundle.write({
  dir: fresh,
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
  comments: false,
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [{ debugName: 'whole runs', name: (id) => chunkOf.get(id) ?? null }],
  },
})
await bundle.close()
copyFileSync(SCANNER, `${fresh}/scanner.wasm`)
// The licences of all bundled packages go where the bundle goes.
const modules = output.flatMap(({ modules = {} }) =>
  Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
)
const packages = bundledPackages(modules)
writeFileSync(`${fresh}/packages.json`, JSON.stringify(packages))
writeFileSync(`${fresh}/THIRD-PARTY-NOTICES.txt`, notices(packages, legalComments(modules)))

// Only a complete bundle replaces the last one.
rmSync(target, { recursive: true, force: true })
renameSync(fresh, target)
