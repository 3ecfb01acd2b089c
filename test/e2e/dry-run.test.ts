import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { filesBelow } from '../helpers/files.ts'
import { FAULTS } from '../helpers/local-aws/faults.ts'
import { LAUNCHER } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const DRY = [...ARGV, '--dry-run'] as const
const FOLDER = 'AWSLogs/123456789012/CloudTrail/us-east-1/'
const dry = async (...more: string[]) => runHere(stage.home, [...DRY, ...more])
/** Lines without the path of the partition. */
const short = (lines: readonly string[]) => lines.map((line) => line.replaceAll(FOLDER, ''))

describe('--dry-run of a bucket', () => {
  test('says what a run would do with each object and why, and changes nothing', async () => {
    stage.put('a-before')
    const done = stage.put('a-done')
    const waiting = stage.put('b-waiting')
    stage.aws.faults.add({ operation: 'GetObject', resource: waiting, times: 1, fault: FAULTS.accessDenied })
    expect((await runHere(stage.home, [...ARGV, '--skip_on_error'])).exit).toBe(0)
    const fresh = stage.put('c-new', 3)
    stage.aws.s3.put(BUCKET, stage.put('d-bad'), Buffer.from('no gzip'))
    const foreign = `${FOLDER}2024/01/02/123456789012_vpcflowlogs_us-east-1_fl-1234_20240102T0115Z_abcd.log.gz`
    stage.aws.s3.put(BUCKET, foreign, Buffer.from('x'))
    const before = filesBelow(stage.home.root)
    const events = stage.sink.datagrams.length
    const argv = ['--remove', '--skip_on_error', '-df', 'eventID', '-dr', 'c-new-1']
    const { exit, stdout, stderr } = await dry(...argv)
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: ['ERROR: Invalid gzip file received.'] })
    expect(stdout[0]).toMatch(/^list {2}s3:\/\/trail-bucket\/AWSLogs.* {2}after AWSLogs/)
    expect(short(stdout.slice(1))).toEqual(
      [
        `take  ${waiting}  failed before, tried again: 1 event`,
        `pass  ${done}  collected before`,
        `take  ${fresh}  new: 2 events, 1 discarded`,
        expect.stringMatching(/^fail {2}.*d-bad\.json\.gz {2}.+: 1 event, 1 failed$/),
        `pass  ${foreign}  a file of another log type`,
        'total 2 objects to take, 2 to pass over: 4 events, 1 discarded, 1 failed; the objects would be removed. ' +
          'Nothing was sent, removed or remembered.',
      ].map((line) => (typeof line === 'string' ? line.replaceAll(FOLDER, '') : line)),
    )
    expect(filesBelow(stage.home.root)).toEqual(before)
    expect(stage.sink.datagrams).toHaveLength(events)
    expect(stage.aws.requests.of('DeleteObject')).toEqual([])
    expect((await runHere(stage.home, [...ARGV, ...argv])).exit).toBe(0)
    expect(stage.ids().filter((id) => !id.startsWith('a-'))).toHaveLength(4)
  })

  test('with --json is an object a line for scripts', async () => {
    const key = stage.put('a', 2)
    const lines = (await dry('--json')).stdout.map((line) => JSON.parse(line))
    const place = { account: '123456789012', region: 'us-east-1' }
    const counts = { discarded: 0, failed: 0, tooLong: 0 }
    expect(lines).toEqual([
      { action: 'list', name: `s3://${BUCKET}/${FOLDER}`, after: `${FOLDER}2024/01/01`, ...place },
      {
        action: 'take',
        name: key,
        why: 'new',
        bytes: expect.any(Number),
        newest: expect.any(String),
        ...place,
        ...counts,
        events: 2,
      },
      { action: 'total', objects: 1, passedOver: 0, ...counts, events: 2 },
    ])
  })

  test('ends as the run would, and needs no home', async () => {
    stage.aws.s3.put(BUCKET, stage.put('bad'), Buffer.from('no gzip'))
    const { exit, stdout, stderr } = await runHere(stage.home, DRY, { env: { WAZUH_HOME: '/no/manager' } })
    expect(exit).toBe(8)
    expect(stdout.at(-1)).toMatch(/^fail {2}.*bad\.json\.gz {2}/)
    expect(stderr).toEqual([
      'ERROR: Invalid gzip file received.',
      expect.stringMatching(/^ERROR: s3:.*--skip_on_error/),
    ])
  })

  test('ends quietly when its reader is gone', async () => {
    for (let n = 0; n < 3000; n++)
      stage.aws.s3.put(BUCKET, `${FOLDER}2024/01/02/${'x'.repeat(50)}${n}`, Buffer.from(''))
    const argv = ['-c', `('${LAUNCHER}' "$@"; echo $? >&2) | head -1`, 'sh', ...DRY]
    const { stdout, stderr } = await promisify(execFile)('/bin/sh', argv, { env: stage.home.env })
    expect(stdout).toMatch(/^list [^\n]*\n$/)
    expect(stderr).toBe('141\n')
  })
})
