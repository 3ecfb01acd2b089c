import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { runCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()
const OBJECTS = 60
const names = Array.from({ length: OBJECTS }, (_, n) => `f${String(n).padStart(2, '0')}`)
const mounted: string[] = []
afterEach(() => {
  for (const folder of mounted.splice(0)) spawnSync('umount', [folder])
})

/** Puts the state on a file system of so many KiB. */
function useSmallDisk(kib: number): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', stage.home.state])
  if (status !== 0) throw new Error(`mount: ${stderr}`)
  mounted.push(stage.home.state)
}

/** Fills what is left but so many KiB. */
function fillDisk(kib: number): void {
  const { stdout } = spawnSync('df', ['-k', '--output=avail', stage.home.state], { encoding: 'utf8' })
  writeFileSync(join(stage.home.state, 'full'), Buffer.alloc((Number(stdout.split('\n')[1]) - kib) * 1024))
}

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.log('skipped: the tests of a full disk mount one, which needs root')

describe.skipIf(!isRoot)('on a small disk', () => {
  test('without room for a write-ahead log a run keeps its state in the default journal', async () => {
    useSmallDisk(400)
    for (const name of names) stage.put(name)
    expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
    expect(stage.ids()).toEqual(names.map((name) => `${name}-0`))
    expect(stage.marked()).toHaveLength(OBJECTS)
    expect(existsSync(join(stage.home.state, 's3_cloudtrail.db-wal'))).toBe(false)
  })

  test.each([
    ['a bucket', ARGV],
    ['a log group', ['--service', 'cloudwatchlogs', '--regions', 'us-east-1', '-g', 'app']],
    ['Inspector', ['--service', 'inspector', '--regions', 'us-east-1']],
  ])(
    'that is full a run of %s ends with 5 before anything is sent, and goes on when there is room',
    async (_, argv) => {
      useSmallDisk(400)
      const seed = (n: number) => {
        stage.put(`f${n}`)
        stage.aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: Date.now(), message: `m${n}` }])
        stage.aws.inspector2.put('us-east-1', JSON.stringify({ findingArn: `arn:${n}`, updatedAt: Date.now() / 1000 }))
      }
      seed(0)
      expect((await runHere(stage.home, argv)).exit).toBe(0)
      expect(stage.sink.datagrams).toHaveLength(1)
      seed(1)
      fillDisk(0)
      const full = await runHere(stage.home, argv)
      expect(full).toMatchObject({ exit: 5, stdout: [expect.stringContaining('Error attempting to operate with the')] })
      expect(stage.sink.datagrams).toHaveLength(1)
      writeFileSync(join(stage.home.state, 'full'), '')
      expect((await runHere(stage.home, argv)).exit).toBe(0)
      expect(stage.sink.datagrams).toHaveLength(2)
    },
  )
})

test('a log that outgrows the bound on the size of files is given up for the default journal', async () => {
  for (const name of names) stage.put(name)
  // 100 KiB are enough for the state, and not for the log of the commits.
  const run = await runCli(stage.home, ARGV, { prelude: 'trap "" XFSZ; ulimit -f 100' })
  expect(run).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.ids()).toEqual(names.map((name) => `${name}-0`))
  expect(stage.marked()).toHaveLength(OBJECTS)
  expect(Object.keys(readState(stage.home))).toContain('s3_cloudtrail.cloudtrail')
})
