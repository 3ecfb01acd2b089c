import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Does something under a title, and says how it went. */
export type Check = (title: string, body: () => unknown) => Promise<void>

/** Installs the package that npm makes in each way that npm knows; nothing of the build is there. */
export async function npm(place: string, check: Check): Promise<void> {
  const tarball = pack(place)
  await check('the unpacked npm package runs after npm ci --omit=dev --ignore-scripts', () => {
    const folder = join(place, 'unpacked')
    mkdirSync(folder)
    must('tar', ['-xzf', tarball, '-C', folder])
    const root = join(folder, 'package')
    must('npm', ['ci', '--omit=dev', '--ignore-scripts', ...QUIET], root)
    assertRuns(join(root, 'bin/aws-s3'))
    assert.ok(!existsSync(join(root, 'node_modules/rolldown')))
    must('npm', ['ci', '--omit=dev', ...QUIET], root)
    assertRuns(join(root, 'bin/aws-s3'))
  })
  await check('the npm package runs where npm puts it beside its dependencies', () => {
    const project = join(place, 'a project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{}')
    must('npm', ['install', tarball, ...QUIET], project)
    assertRuns(join(project, 'node_modules/.bin/aws-s3'))
    assert.ok(existsSync(join(project, 'node_modules/koffi')), 'koffi is not beside the package')
  })
  await check('the npm package runs when it is installed for all', () => {
    const prefix = join(place, 'global prefix')
    must('npm', ['install', '--global', '--prefix', prefix, tarball, ...QUIET])
    assertRuns(join(prefix, 'bin/aws-s3'))
  })
}

const QUIET = ['--no-audit', '--no-fund', '--prefer-offline']

function pack(place: string): string {
  must('npm', ['pack', '--pack-destination', place])
  const name = readdirSync(place).find((each) => each.endsWith('.tgz'))
  assert.ok(name !== undefined, 'npm has packed nothing')
  return join(place, name)
}

/** Without any Node.js on the path but its own. */
function assertRuns(launcher: string): void {
  const { status, stdout, stderr } = spawnSync(launcher, ['--version'], { env: {}, cwd: '/', encoding: 'utf8' })
  assert.match(`${stdout}${stderr}`, /^aws-s3 \S+ \(commit \S+, Node\.js v24\.\S+ linux-\w+\)\n$/)
  assert.equal(status, 0)
}

function must(command: string, argv: readonly string[], cwd = '.'): void {
  const { status, stdout, stderr } = spawnSync(command, argv, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${argv.join(' ')}\n${stdout}${stderr}`)
}
