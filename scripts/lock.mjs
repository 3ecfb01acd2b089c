// `npm run lock`, after each change of package-lock.json: removes the Node.js versions that packages require. npm
// compares them with the Node.js that runs npm, and warns, but our own Node.js runs these packages.
import { readFileSync, writeFileSync } from 'node:fs'

const LOCK = 'package-lock.json'
const lock = JSON.parse(readFileSync(LOCK, 'utf8'))
for (const [folder, entry] of Object.entries(lock.packages)) if (folder !== '') delete entry.engines
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`)
