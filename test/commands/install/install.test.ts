import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LAUNCHER } from '../../helpers/run-cli.ts'
import { type HomeFolder, homeFolder, putProgram } from './home-folder.ts'

const DAEMON = 1

let home: HomeFolder
beforeEach(() => {
  home = homeFolder()
})
afterEach(() => rmSync(dirname(home.root), { recursive: true }))

const lines = ({ stdout }: { stdout: string }) => stdout.trimEnd().split('\n')
const ok = { status: 0, stderr: '' }
/** What the scheduler gets; it gives no environment. */
const scheduled = (argv: readonly string[]) => spawnSync(home.launcher, argv, { env: {}, cwd: '/', encoding: 'utf8' })

describe('install', () => {
  test('makes the scheduler run this program, for this home', () => {
    expect(home.run(['install'])).toMatchObject(ok)
    expect(scheduled(['--version'])).toMatchObject(ok)
    expect(scheduled(['--version']).stdout).toMatch(/^aws-s3 1\..*v4\.14\.7/)
  })

  test("gives the stub the owner, group and mode of the manager's launcher", () => {
    if (process.getuid?.() === 0) chownSync(home.launcher, DAEMON, DAEMON)
    const { uid, gid, mode } = statSync(home.launcher)
    home.run(['install'])
    expect(statSync(home.launcher)).toMatchObject({ uid, gid, mode })
    expect(statSync(home.checksum)).toMatchObject({ uid, gid })
  })

  test('keeps the launcher with a checksum that sha256sum reads', () => {
    const before = home.traits(home.launcher)
    home.run(['install'])
    expect(home.traits(home.kept)).toEqual(before)
    const check = spawnSync('sha256sum', ['-c', home.checksum], { cwd: dirname(home.checksum), encoding: 'utf8' })
    expect(check.stdout).toBe('aws-s3.python: OK\n')
  })

  test('changes nothing the second time', () => {
    home.run(['install'])
    const before = [home.launcher, home.kept, home.checksum].map(home.traits)
    expect(lines(home.run(['install']))).toEqual([`${home.root} runs ${LAUNCHER} already`])
    expect([home.launcher, home.kept, home.checksum].map(home.traits)).toEqual(before)
  })

  test('keeps the newest launcher after an upgrade of the manager has put it over the stub', () => {
    home.run(['install'])
    putProgram(home.launcher, '#!/bin/sh\necho two\n')
    expect(home.run(['status'])).toMatchObject({ status: 1, stdout: expect.stringContaining('run: aws-s3 install') })
    home.run(['install'])
    expect(scheduled(['--version']).stdout).toMatch(/^aws-s3 /)
    home.run(['uninstall'])
    expect(readFileSync(home.launcher, 'utf8')).toBe('#!/bin/sh\necho two\n')
  })

  test('puts a stub in the place of a link to this program', () => {
    renameSync(home.launcher, home.kept)
    symlinkSync(LAUNCHER, home.launcher)
    home.run(['install'])
    expect(home.names()).toEqual(['aws-s3', 'aws-s3.python', 'aws-s3.python.sha256'])
    expect(statSync(LAUNCHER).ino).not.toBe(statSync(home.launcher).ino)
    expect(scheduled(['--version']).stdout).toMatch(/^aws-s3 /)
  })

  test('never takes a stub that somebody has changed for the launcher of the manager', () => {
    const before = home.traits(home.launcher)
    home.run(['install'])
    writeFileSync(home.launcher, readFileSync(home.launcher, 'utf8').replace(/^program=.*$/m, 'program=/nowhere'))
    home.run(['install'])
    expect(home.traits(home.kept)).toEqual(before)
    expect(scheduled(['--version']).stdout).toMatch(/^aws-s3 /)
  })

  test('finds the home of WAZUH_HOME', () => {
    const run = spawnSync(LAUNCHER, ['install'], { env: { WAZUH_HOME: home.root }, encoding: 'utf8' })
    expect(run).toMatchObject(ok)
    expect(existsSync(home.kept)).toBe(true)
  })

  test('says which homes it has looked for', () => {
    const run = spawnSync(LAUNCHER, ['install', '--home', '/nowhere'], { env: {}, encoding: 'utf8' })
    expect(run).toMatchObject({ status: 1, stdout: '' })
    expect(run.stderr).toMatch(
      /^ERROR: No manager or agent found: .* \/nowhere\. Say where with --home or WAZUH_HOME\.\n$/,
    )
  })

  test('prints the stub for those who put it there themselves', () => {
    const { stdout } = spawnSync(LAUNCHER, ['install', '--print'], { env: {}, encoding: 'utf8' })
    home.run(['install'])
    expect(stdout).toBe(readFileSync(home.launcher, 'utf8'))
  })
})

describe('uninstall', () => {
  test('restores the launcher: bytes, owner, group, mode and time', () => {
    if (process.getuid?.() === 0) chownSync(home.launcher, DAEMON, DAEMON)
    const before = home.traits(home.launcher)
    home.run(['install'])
    expect(home.run(['uninstall'])).toMatchObject(ok)
    expect(home.traits(home.launcher)).toEqual(before)
    expect(home.names()).toEqual(['aws-s3'])
  })

  test('changes nothing the second time', () => {
    home.run(['install'])
    home.run(['uninstall'])
    expect(home.run(['uninstall'])).toMatchObject({
      ...ok,
      stdout: `${home.root} runs the manager's own program already\n`,
    })
  })

  test('leaves the state of the Python module, and says what else it leaves', () => {
    home.run(['install'])
    const file = (name: string) => join(dirname(home.launcher), name)
    const own = ['.s3_run_0123456789abcdef.lock', 'aws_s3.db', 'aws_s3.db-journal']
    for (const name of [...own, 's3_cloudtrail.db', 'aws_services.db']) writeFileSync(file(name), '')
    expect(lines(home.run(['uninstall'])).slice(2)).toEqual(own.map((name) => `Left ${file(name)}: --purge removes it`))
    expect(lines(home.run(['uninstall', '--purge'])).slice(1)).toEqual(own.map((name) => `Removed ${file(name)}`))
    expect(home.names()).toEqual(['aws-s3', 'aws_services.db', 's3_cloudtrail.db'])
  })

  test('refuses a kept launcher that was changed, until it is trusted', () => {
    home.run(['install'])
    writeFileSync(home.kept, '#!/bin/sh\necho changed\n')
    expect(home.run(['status'])).toMatchObject({ status: 1, stdout: expect.stringContaining('changed since') })
    const run = home.run(['uninstall'])
    expect(run).toMatchObject({ status: 1, stdout: '' })
    expect(run.stderr).toMatch(/^ERROR: .*aws-s3\.python is not the file that was kept: /)
    expect(scheduled(['--version']).stdout).toMatch(/^aws-s3 /)
    expect(home.run(['uninstall', '--trust'])).toMatchObject(ok)
    expect(readFileSync(home.launcher, 'utf8')).toBe('#!/bin/sh\necho changed\n')
  })
})

describe('--dry-run', () => {
  test.each(['install', 'uninstall'])('%s says what it would do, and does nothing', (command) => {
    if (command === 'uninstall') home.run(['install'])
    const files = [home.launcher, home.kept, home.checksum]
    const before = files.map(home.traits)
    const dry = lines(home.run([command, '--dry-run']))
    expect(files.map(home.traits)).toEqual(before)
    const done = lines(home.run([command]))
    expect(dry.length).toBe(done.length)
    expect(dry.every((line) => line.startsWith('Would '))).toBe(true)
    expect(files.map(home.traits)).not.toEqual(before)
  })
})

test('status shows each home, in a table and as JSON', () => {
  expect(home.run(['status'])).toMatchObject({ status: 1, stderr: '' })
  home.run(['install'])
  const { status, stdout } = home.run(['status'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/a home +v4\.14\.7 +\S+bin\/aws-s3 +kept\n$/)
  expect(JSON.parse(home.run(['status', '--json']).stdout)).toEqual([
    { home: home.root, manager: 'v4.14.7', runs: 'this', program: LAUNCHER, kept: 'sound', note: null },
  ])
})
