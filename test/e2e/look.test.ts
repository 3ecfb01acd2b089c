import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../helpers/files.ts'
import { FAULTS } from '../helpers/local-aws/faults.ts'
import { LAUNCHER } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { writeState } from '../helpers/state-db.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const LOOK = [...ARGV, '--emit', 'stdout'] as const
const idsIn = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).aws.eventID)
const CHANGES = /^(Put|Delete|Change|Create|Send)/
const changesAsked = () => stage.aws.requests.all.filter(({ operation }) => CHANGES.test(operation))

describe('a look at a bucket', () => {
  test('shows what is new, as often as one looks, and leaves home and bucket as they are', async () => {
    stage.put('a', 2)
    expect((await runHere(stage.home, ARGV)).exit).toBe(0)
    stage.put('b', 3)
    const before = filesBelow(stage.home.root)
    for (let n = 0; n < 2; n++) {
      const { exit, stdout, stderr } = await runHere(stage.home, [...LOOK, '--remove'])
      expect({ exit, ids: idsIn(stdout), stderr }).toEqual({ exit: 0, ids: ['b-0', 'b-1', 'b-2'], stderr: [] })
    }
    expect(filesBelow(stage.home.root)).toEqual(before)
    expect(changesAsked()).toEqual([])
    expect((await runHere(stage.home, ARGV)).exit).toBe(0)
    expect(stage.ids()).toEqual(['a-0', 'a-1', 'b-0', 'b-1', 'b-2'])
  })

  const ACCESS_LOGS = ['--bucket', BUCKET, '--type', 'server_access', '--only_logs_after', '2024-JAN-01'] as const

  test.each<[what: string, argv: readonly string[], events: number, prepare: () => Promise<void> | void]>([
    [
      'a copy of a state with a write-ahead log',
      ARGV,
      1,
      async () => {
        stage.put('a')
        await runHere(stage.home, ARGV)
        stage.put('b')
        writeState(stage.home, 's3_cloudtrail', 'PRAGMA journal_mode = WAL')
      },
    ],
    [
      'the text of a large object',
      ACCESS_LOGS,
      250,
      () =>
        stage.aws.s3.put(
          BUCKET,
          '2024-01-02-03-00-00-A',
          gzipSync(`${'x '.repeat(23)}${'x'.repeat(40_000)}\n`.repeat(250)),
        ),
    ],
  ])('removes %s from the folder for temporary files', async (_, argv, events, prepare) => {
    await prepare()
    // That of this test alone: others use temporary files at the same time.
    const TMPDIR = join(stage.home.root, 'tmp')
    mkdirSync(TMPDIR)
    const changedAt = () => statSync(TMPDIR, { bigint: true }).mtimeNs
    const before = changedAt()
    const { exit, stdout, stderr } = await runHere(stage.home, [...argv, '--emit', 'stdout'], { env: { TMPDIR } })
    expect({ exit, events: stdout.length, stderr }).toEqual({ exit: 0, events, stderr: [] })
    expect(changedAt()).toBeGreaterThan(before)
    expect(readdirSync(TMPDIR)).toEqual([])
  })

  test('needs no home, and makes none', async () => {
    stage.put('a')
    const { exit, stdout, stderr } = await runHere(stage.home, LOOK, { env: { WAZUH_HOME: '/no/manager' } })
    expect({ exit, ids: idsIn(stdout), stderr }).toEqual({ exit: 0, ids: ['a-0'], stderr: [] })
  })

  test('leaves objects that fail to be tried again where they are', async () => {
    const key = stage.put('a')
    stage.aws.faults.add({ operation: 'GetObject', resource: key, fault: FAULTS.accessDenied })
    const before = filesBelow(stage.home.root)
    expect((await runHere(stage.home, [...LOOK, '--skip_on_error'])).exit).toBe(0)
    expect(filesBelow(stage.home.root)).toEqual(before)
  })
})

test('--emit stdout --commit collects: each event once, objects removed when that is asked for', async () => {
  stage.put('a', 2)
  const { exit, stdout } = await runHere(stage.home, [...LOOK, '--commit', '--remove'])
  expect({ exit, ids: idsIn(stdout) }).toEqual({ exit: 0, ids: ['a-0', 'a-1'] })
  expect(stage.marked()).toHaveLength(1)
  expect(stage.aws.s3.keys(BUCKET)).toEqual([])
  expect((await runHere(stage.home, [...LOOK, '--commit'])).stdout).toEqual([])
})

test('a reader that is gone ends the run quietly, and no object counts that was not written whole', async () => {
  for (const name of ['a', 'b', 'c', 'd']) stage.put(name, 3000)
  const shell = `('${LAUNCHER}' "$@"; echo $? >&2) | head -1`
  const argv = ['-c', shell, 'sh', ...LOOK, '--commit']
  const { stdout, stderr } = await promisify(execFile)('/bin/sh', argv, { env: stage.home.env })
  expect(idsIn(stdout.trim().split('\n'))).toEqual(['a-0'])
  expect(stderr).toBe('141\n')
  expect(stage.marked()).toEqual([])
  const rest = await runHere(stage.home, [...LOOK, '--commit'])
  expect(rest.stdout).toHaveLength(12_000)
})
