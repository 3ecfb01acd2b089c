import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { ownProgram, programOf, stubFor } from '../../../src/commands/install/stub.ts'
import { putProgram } from './home-folder.ts'

const place = mkdtempSync(join(tmpdir(), 'aws-s3-stub-'))
afterAll(() => rmSync(place, { recursive: true }))

const folder = join(place, 'a home', 'wodles', 'aws')
const stub = join(folder, 'aws-s3')
const program = join(place, "it's", 'aws-s3')
beforeEach(() => {
  rmSync(join(place, 'a home'), { recursive: true, force: true })
  rmSync(join(place, "it's"), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(place, "it's"))
  putProgram(stub, stubFor(program))
})

const SHELLS = [['/bin/sh'], ['bash'], ['busybox', 'sh']].filter(
  ([shell = '', ...argv]) => spawnSync(shell, [...argv, '-c', ':']).status === 0,
)
const ARGV = ['a b', '', '$x', '*']

test.each(SHELLS)('a stub hands the arguments and its own path over to the program (%s)', (...shell) => {
  putProgram(program, '#!/bin/sh\nprintf "<%s>" "$AWS_S3_LAUNCHER" "$@"\n')
  const run = spawnSync(shell[0] ?? '', [...shell.slice(1), stub, ...ARGV], { env: {}, encoding: 'utf8' })
  expect(run).toMatchObject({ status: 0, stdout: `<${stub}><a b><><$x><*>`, stderr: '' })
})

describe.each(SHELLS)("a stub without its program runs the manager's own (%s)", (...shell) => {
  const fallback = (cwd: string, path: string) =>
    spawnSync(shell[0] ?? '', [...shell.slice(1), path, ...ARGV], { env: {}, cwd, encoding: 'utf8' })

  test.each([
    [
      'a script of the shell, under the name that it knows',
      '#!/bin/sh\nprintf "<%s>" "$(basename "$0")" "$@"\nexit 7\n',
      'aws-s3',
    ],
    ['one with an option', '#!/bin/sh -e\nprintf "<%s>" "$(basename "$0")" "$@"\nexit 7\n', 'aws-s3'],
    [
      'another program',
      `#!${process.execPath}\nprocess.stdout.write(['aws-s3', ...process.argv.slice(2)].map((a) => '<' + a + '>').join(''))\nprocess.exitCode = 7\n`,
      'aws-s3',
    ],
  ])('%s', (_, text, name) => {
    putProgram(`${stub}.python`, text)
    for (const [cwd, path] of [
      ['/', stub],
      [folder, 'aws-s3'],
      [folder, './aws-s3'],
    ] as const) {
      const { status, stdout, stderr } = fallback(cwd, path)
      const [warning, output] = stdout.split('\n')
      expect({ status, output, stderr }).toEqual({ status: 7, output: `<${name}><a b><><$x><*>`, stderr: '' })
      expect(warning).toMatch(/^WARNING: .*it's\/aws-s3 is gone: running the manager's own .*aws-s3\.python$/)
    }
  })

  test('ends with a line that the scheduler shows where the launcher of the manager is gone, too', () => {
    const run = fallback('/', stub)
    expect(run).toMatchObject({ status: 1, stderr: '' })
    expect(run.stdout).toMatch(/^ERROR: Unknown error: .* is gone, and there is no .*aws-s3\.python\n$/)
  })
})

test('the program of a stub is found again, whatever its path', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (path) => {
      fc.pre(!path.includes('\n') && !path.includes('\r') && !/[\u2028\u2029]/.test(path))
      expect(programOf(stubFor(`/${path}`))).toBe(`/${path}`)
    }),
  )
})

test.each([
  ['a link that the next version may move', '/proc/self/exe', '/proc/self/exe'],
  ['its own path where it was called through a stub', '/var/ossec/wodles/aws/aws-s3', '/opt/aws-s3/bin/aws-s3'],
  ['its own path where nobody says how it was called', undefined, '/opt/aws-s3/bin/aws-s3'],
])('a stub runs the program by %s', (_, calledAs, path) => {
  expect(ownProgram(calledAs, '/opt/aws-s3/dist')).toBe(path)
})
