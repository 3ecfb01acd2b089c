// What npm runs after `npm ci`: builds the program, and drops the headers that come with our Node.js (67 MB).
import { existsSync, rmSync } from 'node:fs'

for (const arch of ['x64', 'arm64']) {
  rmSync(`node_modules/node-linux-${arch}/include`, { recursive: true, force: true })
}
// In the package that `npm pack` makes there is nothing to build: it holds the bundle, and no sources.
if (existsSync('src') && existsSync('node_modules/esbuild')) await import('./build.mjs')
else if (!existsSync('dist/main.mjs')) {
  console.error(
    'aws-s3 is not built: run `npm ci` without --omit=dev, for the build needs the packages for development.',
  )
}
