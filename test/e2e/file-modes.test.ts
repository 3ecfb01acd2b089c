import { lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { spawnCli } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()

test.each(['000', '077', '777'])(
  "under umask %s every file of the state can be read and written by its owner and the folder's group alone",
  async (umask) => {
    for (let n = 0; n < 60; n++) stage.put(`f${String(n).padStart(2, '0')}`)
    // SQLite's own files are there while it runs. It makes them, and sets their mode before it writes.
    const modes = new Map<string, string>()
    const look = (leastBytes: number) => {
      for (const name of readdirSync(stage.home.state)) {
        const file = lstatSync(join(stage.home.state, name), { throwIfNoEntry: false })
        if (file && file.size >= leastBytes) modes.set(name, `${(file.mode & 0o777).toString(8)} ${file.gid}`)
      }
    }
    await stage.useSink({ onDatagram: () => look(1) })
    stage.aws.faults.add({
      operation: 'GetObject',
      resource: /f00/,
      fault: { status: 403, code: 'AccessDenied', message: 'no' },
    })
    const run = spawnCli(stage.home, [...ARGV, '--skip_on_error'], { prelude: `umask ${umask}` })
    expect((await run.result).exit).toBe(0)
    look(0)
    const names = [...modes.keys()].sort()
    expect(names).toContain('aws_s3.db')
    expect(names).toContain('s3_cloudtrail.db')
    expect(names.some((name) => name.endsWith('.lock'))).toBe(true)
    expect(names.some((name) => name.endsWith('-wal'))).toBe(true)
    const { gid } = statSync(stage.home.state)
    expect(new Set(modes.values())).toEqual(new Set([`660 ${gid}`]))
  },
)
