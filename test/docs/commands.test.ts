import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { runHere } from '../helpers/run-here.ts'
import { blocksIn, commandsOf } from './pages.ts'
import { type DocsStage, openDocsStage } from './stage.ts'

/** Commands that a test cannot run, and why. They are still read by the shell. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/^(apt|rpm|dpkg) /, 'changes the packages of the machine; npm run test:packages does it in a root of its own'],
  [/^(tar|ln|mkdir|mv|sha256sum|chmod|cp) /, 'works with files that a person has downloaded or made'],
  [/^docker /, 'needs Docker and an image of the manager'],
  [/^systemctl /, 'needs systemd'],
  [/^aws /, 'is the AWS CLI: it would change an account'],
  [/^(npm|node_modules\/)/, 'is for a checkout of this project; scripts are looked up in package.json'],
  [/^jq /, 'reads a file that a run has written'],
]
/** What is run in another form, as it would change more than the home of the test. */
const IN_PLACE: readonly (readonly [RegExp, string])[] = [
  [/^(aws-s3 (?:install|uninstall))/, '$1 --dry-run'],
  [/^(aws-s3 state forget (?!.*--yes).*)/, '$1 --yes'],
]
/** Commands with findings end with 1. */
const FINE = [0, 1]

let stage: DocsStage
beforeAll(async () => {
  stage = await openDocsStage()
})
afterAll(() => stage.stop())

const all = blocksIn('sh', 'bash').flatMap((block) => commandsOf(block).map((command) => [block.at, command] as const))
const isOurs = (command: string) => /^(bin\/|\S*\/)?aws-s3\b/.test(command)

test('pages have commands, and the most of them are run', () => {
  expect(all.length).toBeGreaterThan(40)
  expect(all.filter(([, command]) => isOurs(command)).length).toBeGreaterThan(25)
})

describe('a command of the pages is fine', () => {
  test.concurrent.each(all.filter(([, command]) => isOurs(command)))('%s: %s', async (_, command) => {
    const here = inPlace(command)
    const { exit, stderr } = /[|>]/.test(here) ? await runInShell(here) : await runAlone(here)
    expect(FINE, `${exit}\n${stderr}`).toContain(exit)
    expect(stderr).not.toMatch(/: error: |Traceback|command not found|No such file|jq: error/)
  })
})

/** The command with the places of the test. */
function inPlace(command: string): string {
  const { home } = stage
  return IN_PLACE.reduce((line, [from, to]) => line.replace(from, to), command)
    .replace(/^bin\//, '')
    .replaceAll(/\/(?:var\/ossec|opt\/aws-s3\/bin|srv\/ossec)(?=[/ ]|$)/g, (path) =>
      path.startsWith('/opt') ? join(home.root, 'programs') : home.root,
    )
    .replaceAll(/\/(?:etc|var\/lib)\/(?:aws-s3|node_exporter\/textfile)\//g, (path) => `${home.root}${path}`)
}

/** Runs a command that is nothing but a call of the program. */
async function runAlone(command: string) {
  const { env, folder: root } = stage
  const words = command.match(/(?:'[^']*'|[^\s'])+/g) ?? []
  const argv = words.slice(1).map((word) => word.replaceAll("'", ''))
  const { exit, stderr } = await runHere({ root, env }, argv)
  return { exit, stderr: stderr.join('\n') }
}

async function runInShell(command: string) {
  const { env, folder: cwd } = stage
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  const [stderr, [exit]] = await Promise.all([text(child.stderr), once(child, 'close')])
  return { exit: exit as number, stderr }
}

describe('a command that no test can run', () => {
  const others = all.filter(([, command]) => !isOurs(command))

  test.for(others)('%s: %s', ([, command], { annotate }) => {
    const reason = NOT_RUN.find(([pattern]) => pattern.test(command))?.[1]
    expect(reason, `nothing says how to check: ${command}`).toBeDefined()
    void annotate(`not run: ${command.split('\n')[0]}: ${reason}`)
    expect(spawnSync('bash', ['-n', '-c', command], { encoding: 'utf8' }).stderr).toBe('')
    for (const [, script = ''] of command.matchAll(/npm run ([\w:]+)/g))
      expect(manifest.scripts).toHaveProperty([script])
  })
})
