// npm runs this after `npm ci`: it makes our own Node.js the one of npm's scripts, and builds the program.
import { existsSync, rmSync, symlinkSync } from 'node:fs'

const own = `node-linux-${process.arch}`
// npm 10 removes this link together with the runtime of the other architecture.
const link = 'node_modules/.bin/node'
if (existsSync(`node_modules/${own}`) && !existsSync(link)) {
  rmSync(link, { force: true })
  symlinkSync(`../${own}/bin/node`, link)
}
// Its headers take 67 MB, and nothing is compiled.
rmSync(`node_modules/${own}/include`, { recursive: true, force: true })

// A package of `npm pack` has nothing to build: it contains the bundle, and no sources.
if (existsSync('src') && existsSync('node_modules/rolldown')) await import('./build.mjs')
else if (!existsSync('dist/main.mjs')) {
  console.error(
    'aws-s3 is not built: run `npm ci` without --omit=dev, for the build needs the packages for development.',
  )
}
