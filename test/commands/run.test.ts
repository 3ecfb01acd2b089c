import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { BUCKET, stageOf } from '../e2e/stage.ts'
import { spawnCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'

const stage = stageOf()
const SINCE = '<only_logs_after>2024-JAN-01</only_logs_after>'
const TRAIL = `<bucket type="cloudtrail"><name>${BUCKET}</name>${SINCE}</bucket>`
const empty = (name: string) => `<bucket type="cloudtrail">\n<name>${name}</name></bucket>`

function conf(...blocks: string[]): string {
  const file = join(stage.home.root, 'sources.conf')
  const wodles = blocks.map((block) => `<wodle name="aws-s3">\n${block}\n</wodle>`)
  writeFileSync(file, `<ossec_config>\n${wodles.join('\n')}\n</ossec_config>\n`)
  return file
}

const run = (file: string, ...more: string[]) => runHere(stage.home, ['run', '--ossec-conf', file, ...more])

test('every source of every block is read, and nothing is said when all is well', async () => {
  stage.put('a')
  stage.aws.s3.put('other-trail', stage.put('b'), gzipSync('{"Records": [{"eventID": "other"}]}'))
  const file = conf(TRAIL, TRAIL.replace(BUCKET, 'other-trail'))
  expect(await run(file)).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  expect(stage.ids().sort()).toEqual(['a-0', 'b-0', 'other'])
})

test('a source that fails keeps no other from being read; the first failure in the file gives the exit status', async () => {
  stage.put('a')
  stage.aws.s3.createBucket('nothing-here')
  const file = conf(`${empty('nothing-here')}${TRAIL}`, empty('no-such-bucket'))
  const { exit, stdout, stderr } = await run(file, '--jobs', '3')
  expect(exit).toBe(14)
  expect(stage.ids()).toEqual(['a-0'])
  expect(stderr.toSorted()).toEqual([
    'ERROR: bucket no-such-bucket (cloudtrail), line 7: exit status 1',
    'ERROR: bucket nothing-here (cloudtrail), line 3: exit status 14',
    expect.stringMatching(/^ERROR: s3:\/\/no-such-bucket\/ .*check --bucket/),
    expect.stringMatching(/^ERROR: s3:\/\/nothing-here\/ .*Check --trail_prefix/),
  ])
  expect(stdout).toContain("ERROR: No files were found in 'nothing-here/'. No logs will be processed.")
})

test('the output of each source is one whole block', async () => {
  const paths = ['one', 'two', 'three']
  const Records = Array.from({ length: 20 }, (_, n) => ({ eventID: String(n) }))
  for (const name of ['a', 'b', 'c']) {
    const key = stage.put(name)
    for (const path of paths) stage.aws.s3.put(BUCKET, `${path}/${key}`, gzipSync(JSON.stringify({ Records })))
  }
  const types = paths.map((path) => TRAIL.replace('</bucket>', `<path>${path}</path></bucket>`))
  const { exit, stdout } = await run(conf(types.join('')), '--jobs', '3', '--debug', '3')
  expect(exit).toBe(0)
  const starts = stdout.flatMap((line, at) => (line === 'DEBUG: +++ Debug mode on - Level: 3' ? [at] : []))
  expect(starts).toHaveLength(3)
  for (const [n, start] of starts.entries()) {
    const block = stdout.slice(start, starts[n + 1])
    const found = new Set(block.join('\n').match(/\b(one|two|three)\/AWSLogs/g))
    expect(found.size).toBe(1)
    expect(block.filter((line) => line.includes('"eventID"'))).toHaveLength(60)
  }
})

describe('skip_on_error of a block', () => {
  test.each([
    ['yes', 0, ['good-0']],
    ['no', 8, []],
  ])('is %s', async (skip, exit, ids) => {
    stage.aws.s3.put(BUCKET, stage.put('bad'), Buffer.from('no gzip'))
    stage.put('good')
    const result = await run(conf(`<skip_on_error>${skip}</skip_on_error>${TRAIL}`))
    expect(result.exit).toBe(exit)
    expect(stage.ids().filter((id) => id.endsWith('-0'))).toEqual(ids)
  })
})

test('flags of a run count for every source', async () => {
  stage.put('a')
  const { exit, stdout } = await run(conf(TRAIL), '--emit', 'stdout', '--profile', 'default')
  expect(exit).toBe(0)
  expect(stdout).toEqual([expect.stringContaining('"eventID": "a-0"')])
  expect(stage.ids()).toEqual([])
  expect(stage.marked()).toEqual([])
})

test('--summary writes a file for each source', async () => {
  stage.put('a')
  const regions = (list: string) => TRAIL.replace('</bucket>', `<regions>${list}</regions></bucket>`)
  const file = conf(regions('us-east-1') + regions('eu-west-1') + empty('no-such-bucket'))
  const folder = join(stage.home.root, 'metrics')
  mkdirSync(folder)
  await run(file, '--summary', join(folder, 'aws-s3.prom'))
  expect(readdirSync(folder).toSorted()).toEqual([
    'aws-s3-bucket-no-such-bucket-cloudtrail.prom',
    expect.stringMatching(/^aws-s3-bucket-trail-bucket-cloudtrail-[0-9a-f]{8}\.prom$/),
    expect.stringMatching(/^aws-s3-bucket-trail-bucket-cloudtrail-[0-9a-f]{8}\.prom$/),
  ])
  const series = readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => /^aws_s3_/.test(line))
    .map((line) => line.replace(/ \S+$/, ''))
  expect(new Set(series).size).toBe(series.length)
  expect(series).toContainEqual(
    expect.stringMatching(/^aws_s3_last_success_timestamp_seconds\{source="trail-bucket\/ us-east-1"/),
  )
})

test('a disabled block is left out; one that cannot be used is reported, and the others are read', async () => {
  stage.put('a')
  const file = conf(
    `<disabled>yes</disabled>${empty('not-asked')}`,
    `<disabled>no</disabled><nonsense/>${empty('not-asked')}`,
    TRAIL,
  )
  expect(await run(file)).toMatchObject({
    exit: 1,
    stdout: [],
    stderr: [`ERROR: ${file}:7: refused: <wodle> does not know <nonsense>`],
  })
  expect(stage.ids()).toEqual(['a-0'])
})

test('types that only this program knows are run', async () => {
  stage.aws.s3.createBucket('cdn-logs')
  const { exit, stderr } = await run(conf('<bucket type="cloudfront"><name>cdn-logs</name></bucket>'))
  expect({ exit, stderr }).toEqual({
    exit: 14,
    stderr: [
      'ERROR: bucket cdn-logs (cloudfront), line 3: exit status 14',
      expect.stringMatching(/^ERROR: s3:\/\/cdn-logs\/ .*Check --trail_prefix/),
    ],
  })
})

test('no more than --jobs sources run at a time', async () => {
  const log = join(stage.home.root, 'log')
  const launcher = join(stage.home.root, 'launcher')
  writeFileSync(launcher, `#!/bin/sh\necho start >>${log}\nsleep 0.2\necho end >>${log}\n`)
  chmodSync(launcher, 0o755)
  const file = conf(['one', 'two', 'three', 'four', 'five'].map((name) => empty(`bucket-${name}`)).join(''))
  const main = new URL('../../dist/main.mjs', import.meta.url).pathname
  const child = spawn(process.execPath, [main, 'run', '--ossec-conf', file, '--jobs', '2'], {
    env: { ...stage.home.env, AWS_S3_LAUNCHER: launcher },
    stdio: 'ignore',
  })
  expect(await once(child, 'close')).toEqual([0, null])
  let now = 0
  const atATime = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((word) => (now += word === 'start' ? 1 : -1))
  expect(atATime).toHaveLength(10)
  expect(Math.max(...atATime)).toBe(2)
})

test('a signal ends all runs in good order, their state saved', async () => {
  for (let n = 0; n < 40; n++) stage.put(`f${n}`, 5)
  // The run cannot end before the signal.
  await stage.useSink({
    receiveBuffer: 4096,
    delayMs: 1,
    onDatagram: () => {
      if (stage.sink.datagrams.length === 40) void stage.sink.pause()
    },
  })
  const { process, result } = spawnCli(stage.home, ['run', '--ossec-conf', conf(TRAIL)])
  while (stage.marked().length === 0) await sleep(10)
  process.kill('SIGTERM')
  expect((await result).exit).toBe(143)
  const events = stage.marked().length * 5
  await stage.sink.pause()
  await sleep(50)
  await stage.useSink({})
  expect((await run(conf(TRAIL))).exit).toBe(0)
  expect(events).toBeLessThan(200)
  expect(stage.marked()).toHaveLength(40)
})

test.each([
  [[], /^aws-s3 run: error: the following arguments are required: --ossec-conf$/],
  [
    ['--ossec-conf', 'x', 's3://a-bucket'],
    /^aws-s3 run: error: argument --bucket=a-bucket: not allowed with argument --ossec-conf$/,
  ],
  [['--ossec-conf', 'nowhere'], /^ERROR: nowhere cannot be read: /],
])('a wrong command line is an error on stderr: %j', async (argv, text) => {
  const { exit, stdout, stderr } = await runHere(stage.home, ['run', ...argv])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: [] })
  expect(stderr[0]).toMatch(text)
})
