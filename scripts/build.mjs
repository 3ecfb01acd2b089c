// Bundles src/ into dist/: one file a start needs, and chunks that are loaded only when they are needed
// (an AWS client, the worker). A bundle starts in half the time of the same code in node_modules.
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'
import { build } from 'esbuild'
import { bundledPackages, notices } from './bundled-packages.mjs'

/** The scanner of JSON is WebAssembly: it lies beside the code that loads it, in the sources and in the bundle. */
const SCANNER = 'src/json/scanner.wasm'
const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd']
const compiled = await asc.main(['src/json/wasm/scanner.ts', ...FLAGS, '--outFile', SCANNER])
if (compiled.error) throw new Error(compiled.stderr.toString())

/**
 * `import 'node:http'` evaluates every export of it, and one of them loads the whole of undici: a tenth of an idle
 * run. Asked for this way, nothing but what is used is loaded.
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({ path: path.replace('node:', ''), namespace: 'builtin' }))
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }))
  },
}

/** What `--version` shows; a package that npm has packed knows no commits. */
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
const { metafile } = await build({
  entryPoints: { main: 'src/main.ts', worker: 'src/worker.ts' },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  // The SDK's ES modules can be shaken; its CommonJS ones lose their names when they are imported dynamically.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  // A native package brings its binaries beside its JavaScript: it cannot be bundled.
  external: ['koffi'],
  plugins: [lazyBuiltins],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  metafile: true,
  define: { AWS_S3_COMMIT: JSON.stringify(commit()) },
  // Bundled CommonJS packages still ask for `require`.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
})
copyFileSync(SCANNER, `${fresh}/scanner.wasm`)
// The licences of all that is bundled go where the bundle goes.
const packages = bundledPackages(metafile)
writeFileSync(`${fresh}/packages.json`, JSON.stringify(packages))
writeFileSync(`${fresh}/THIRD-PARTY-NOTICES.txt`, notices(packages, legalComments()))
/** What the code of bundled packages says of its licences, out of the files that esbuild has put beside the chunks. */
function legalComments() {
  const files = readdirSync(fresh).filter((name) => name.endsWith('.LEGAL.txt'))
  const texts = files.map((name) => readFileSync(`${fresh}/${name}`, 'utf8').trim())
  for (const name of files) rmSync(`${fresh}/${name}`)
  return [...new Set(texts)].sort()
}

// Only a complete bundle takes the place of the last one.
rmSync(target, { recursive: true, force: true })
renameSync(fresh, target)
