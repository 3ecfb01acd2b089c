// Runs npm scripts side by side, and says at the end which have failed:
//   node scripts/together.ts SCRIPT …
// The output of the last one, which takes longest, is shown as it comes; that of the others, if they fail, at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const names = process.argv.slice(2)
const results = await Promise.all(names.map((name) => run(name, name === names.at(-1))))
for (const { name, code, output } of results) {
  if (code !== 0 && output !== '') process.stdout.write(`\n== npm run ${name}\n${output}`)
}
for (const { name, code, seconds } of results) {
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`)
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1

async function run(name: string, isShown: boolean) {
  const began = performance.now()
  const out = isShown ? 'inherit' : 'pipe'
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', out, out] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { name, code, output, seconds: (performance.now() - began) / 1000 }
}
