import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { acquireRunLock } from '../../src/state/run-lock.ts'
import { runCli } from '../helpers/run-cli.ts'
import { runOnTerminal } from '../helpers/terminal.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()

/** What is left on the screen: a line that was taken back is gone. */
const screen = (text: string) => text.replace(/\r\u001b\[K[^\r\n]*(?=\r\u001b\[K)/g, '').replaceAll('\r\u001b[K', '')

describe('--summary', () => {
  const folder = () => {
    const path = join(stage.home.root, 'metrics')
    mkdirSync(path, { recursive: true })
    return path
  }

  test('writes what a run came to, and prints nothing', async () => {
    stage.put('a', 3)
    const file = join(folder(), 'trail.json')
    const run = await runCli(stage.home, [...ARGV, '--summary', file, '-df', 'eventID', '-dr', 'a-1'])
    expect(run).toMatchObject({ exit: 0, stdout: [], stderr: [] })
    const summary = JSON.parse(readFileSync(file, 'utf8'))
    expect(summary).toMatchObject({ source: `${BUCKET}/`, type: 'cloudtrail', exitCode: 0, objects: 1, events: 2 })
    expect(summary.places).toMatchObject([
      { account: '123456789012', region: 'us-east-1', objects: 1, events: 2, discarded: 1 },
    ])
    expect(Date.now() - Date.parse(summary.lastSuccess)).toBeLessThan(600_000)
    expect(summary.places[0].lagSeconds).toBeGreaterThanOrEqual(0)
  })

  test('is written when the run fails, too, with the time of the last success', async () => {
    stage.put('a')
    const file = join(folder(), 'trail.prom')
    const argv = [...ARGV, '--summary', file]
    const success = () => /^aws_s3_last_success_timestamp_seconds.* (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
    expect((await runCli(stage.home, argv)).exit).toBe(0)
    const before = success()
    expect((await runCli(stage.home, [...argv, '--aws_profile', 'nobody'])).exit).toBe(23)
    expect(Number(before)).toBeGreaterThan(1_700_000_000)
    expect(success()).toBe(before)
    expect(readFileSync(file, 'utf8')).toMatch(/^aws_s3_last_run_exit_code\{.*\} 23$/m)
    expect(readFileSync(file, 'utf8')).toMatch(/^aws_s3_last_run_errors\{.*\} 1$/m)
    expect(readdirSync(folder())).toEqual(['trail.prom'])
  })

  test('that cannot be written is a warning, and changes no exit code', async () => {
    stage.put('a')
    const run = await runCli(stage.home, [...ARGV, '--summary', '/no/such/folder/x.json'])
    expect(run).toMatchObject({
      exit: 0,
      stdout: [],
      stderr: [expect.stringMatching(/^WARNING: The summary \/no\/such\/folder\/x\.json cannot be written: ENOENT/)],
    })
    expect(stage.ids()).toEqual(['a-0'])
  })
})

describe('on a terminal', () => {
  test('a run shows where it is, and what it came to, within 80 columns', async () => {
    for (const name of ['a', 'b', 'c']) stage.put(name, 1000)
    stage.aws.faults.add({ operation: 'GetObject', latencyMs: 700 })
    stage.useHome({ config: '[default]\nregion = us-east-1\ndefault.s3.max_concurrent_requests = 1\n' })
    await stage.useSink({})
    const { exit, text } = await runOnTerminal(stage.home, ARGV, { columns: 80 })
    expect(exit).toBe(0)
    const live = [...text.matchAll(/\r\u001b\[K([^\r\n]+)(?=\r)/g)].map(([, line = '']) => line)
    expect(live.length).toBeGreaterThan(2)
    expect(live.every((line) => line.length < 80)).toBe(true)
    expect(live.at(-1)).toMatch(/^123456789012\/us-east-1 {2}\d objects {2}[\d,]+ events {2}[\d.]+ k?B {2}\d+/)
    const lines = screen(text).trimEnd().split('\n')
    expect(lines[0]).toMatch(/^account +region +objects +events +size +newest +lag$/)
    expect(lines[1]).toMatch(/^123456789012 +us-east-1 +3 +3,000 +[\d.]+ kB +\d\d-\d\d \d\d:\d\d +[\d.]+ (s|min)$/)
    expect(lines[2]).toMatch(/^3 objects, 3,000 events, [\d.]+ kB in [\d.]+ s$/)
    expect(lines.every((line) => line.length <= 80)).toBe(true)
  })

  test('lines of the run stay whole beside the live line', async () => {
    stage.put('a')
    stage.aws.faults.add({ operation: 'GetObject', latencyMs: 700 })
    const { text } = await runOnTerminal(stage.home, [...ARGV, '--debug', '1'])
    const lines = screen(text).split('\n')
    expect(lines).toContain('DEBUG: +++ Working on 123456789012 - us-east-1')
    expect(lines).toContain('DEBUG: +++ DB Maintenance')
  })

  test('a run that waits for another one says so', async () => {
    stage.put('a')
    const signal = new AbortController().signal
    const place = { home: stage.home.root, bucketPath: `${BUCKET}/`, type: 'cloudtrail' }
    const lock = await acquireRunLock({ ...place, signal })
    const line = `Another run is working on ${BUCKET}/ (cloudtrail); waiting for it to end`
    const onShown = (text: string) => void (text.includes(line) && lock.release())
    const { exit, text } = await runOnTerminal(stage.home, ARGV, { onShown })
    expect(exit).toBe(0)
    expect(screen(text).split('\n')).toContain(line)
    expect(stage.ids()).toEqual(['a-0'])
  })

  test('a run without a terminal shows none of it', async () => {
    stage.put('a')
    expect(await runCli(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  })
})
