import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { lookAt } from '../../../src/commands/install/look.ts'
import { placeIn } from '../../../src/commands/install/place.ts'
import { planInstall, planUninstall } from '../../../src/commands/install/plan.ts'
import { carryOut } from '../../../src/commands/install/steps.ts'
import { programOf } from '../../../src/commands/install/stub.ts'
import { LAUNCHER } from '../../helpers/run-cli.ts'
import { type HomeFolder, homeFolder, putProgram } from './home-folder.ts'

const INSTALLED = ['aws-s3', 'aws-s3.python', 'aws-s3.python.sha256']
const MOST_CHANGES = 40

/** Is killed right before the n-th change of a file in the home: all system calls that change one. */
const PRELOAD = `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
let left = Number(process.env.KILL_AT)
for (const name of ['openSync', 'writeSync', 'fchownSync', 'linkSync', 'renameSync', 'rmSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    const changes = typeof args[0] === 'number' ? args[0] > 2 : String(args[0]).includes('wodles') && (name !== 'rmSync' || fs.existsSync(args[0]))
    if (changes && --left < 0) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}
syncBuiltinESMExports()
`

function fatalNode(folder: string): string {
  const preload = join(folder, 'fatal.mjs')
  writeFileSync(preload, PRELOAD)
  const node = join(folder, 'node')
  putProgram(node, `#!/bin/sh\nexec '${process.execPath}' --import '${preload}' "$@"\n`)
  return node
}

/** In this process: a start of the program for each would take most of the time. */
function change(home: HomeFolder, command: string): void {
  const place = placeIn(home.root)
  const plan = command === 'install' ? planInstall(lookAt(place), LAUNCHER, false) : planUninstall(lookAt(place), false)
  if (typeof plan === 'string') throw new Error(plan)
  for (const step of plan) carryOut(step, place, LAUNCHER)
}

test.each([
  ['install', 'uninstall', ''],
  ['install', 'install', 'an upgrade of the manager'],
  ['uninstall', 'install', ''],
])(
  '%s leaves a launcher that works wherever it is killed, and is finished by a second call (after %s, %s)',
  (command, before, upgrade) => {
    const home = homeFolder()
    const node = fatalNode(dirname(home.root))
    const { text: first } = home.traits(home.launcher) as { text: string }
    let kills = 0
    for (; kills < MOST_CHANGES; kills++) {
      change(home, before)
      const original = upgrade === '' ? first : `#!/bin/sh\necho upgrade ${kills}\n`
      if (upgrade !== '') putProgram(home.launcher, original)

      const { status } = home.run([command], { AWS_S3_NODE: node, KILL_AT: String(kills) })
      const launcher = readFileSync(home.launcher, 'utf8')
      if (programOf(launcher) === undefined) expect(launcher).toBe(original)
      else expect(home.traits(home.kept)).toMatchObject({ text: original })

      change(home, command)
      expect(home.names().filter((name) => !name.startsWith('.'))).toEqual(
        command === 'install' ? INSTALLED : ['aws-s3'],
      )
      expect(home.traits(command === 'install' ? home.kept : home.launcher)).toMatchObject({ text: original })
      if (status === 0) break
      expect(status).toBe(null)
    }
    expect(kills).toBeGreaterThan(command === 'install' ? 10 : 2)
    expect(kills).toBeLessThan(MOST_CHANGES)
    rmSync(dirname(home.root), { recursive: true })
  },
)
