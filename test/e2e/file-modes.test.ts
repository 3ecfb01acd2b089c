import { lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { spawnCli } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()
const MODE = 0o660

test.each(['000', '077', '777'])(
  "under umask %s every file of the state can be read and written by its owner and the folder's group alone",
  async (umask) => {
    for (let n = 0; n < 60; n++) stage.put(`f${String(n).padStart(2, '0')}`)
    // SQLite's own files are there while it runs.
    const modes = new Map<string, string>()
    const look = () => {
      for (const name of readdirSync(stage.home.state)) {
        const { mode, gid } = lstatSync(join(stage.home.state, name), { throwIfNoEntry: false }) ?? {
          mode: MODE,
          gid: undefined,
        }
        if (gid !== undefined) modes.set(name, `${(mode & 0o777).toString(8)} ${gid}`)
      }
    }
    await stage.useSink({ onDatagram: look })
    stage.aws.faults.add({
      operation: 'GetObject',
      resource: /f00/,
      fault: { status: 403, code: 'AccessDenied', message: 'no' },
    })
    const run = spawnCli(stage.home, [...ARGV, '--skip_on_error'], { prelude: `umask ${umask}` })
    expect((await run.result).exit).toBe(0)
    look()
    const names = [...modes.keys()].sort()
    expect(names).toContain('aws_s3.db')
    expect(names).toContain('s3_cloudtrail.db')
    expect(names.some((name) => name.endsWith('.lock'))).toBe(true)
    expect(names.some((name) => name.endsWith('-wal'))).toBe(true)
    const { gid } = statSync(stage.home.state)
    expect(new Set(modes.values())).toEqual(new Set([`660 ${gid}`]))
  },
)
