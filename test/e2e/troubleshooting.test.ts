import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ExitCode } from '../../src/errors.ts'
import { leaveStaleSocket } from '../helpers/datagram-sink.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import type { CliOptions } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
const PAGE = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8')
const HEADING = /^### `(.+)` \(exit (\d+)\)$/gm
const entries = [...PAGE.matchAll(HEADING)].map(([, message = '', exit]) => ({ message, exit: Number(exit) }))

interface Reproduction {
  /** What brings the message about. */
  readonly prepare?: () => unknown
  readonly argv?: readonly string[]
  readonly options?: CliOptions
  /** What the line on stderr adds. */
  readonly adds: RegExp
}

const stateFile = () => join(stage.home.state, 's3_cloudtrail.db')
const refuse = (operation: string, fault: (typeof FAULTS)[keyof typeof FAULTS] = FAULTS.accessDenied) => {
  stage.put('a')
  stage.aws.faults.add({ operation, fault })
}
const putText = (bytes: Uint8Array) => stage.aws.s3.put(BUCKET, stage.put('a'), bytes)
const WHERE = "s3://trail-bucket/ \\(cloudtrail, profile 'default'\\): "

const REPRODUCTIONS: Readonly<Record<string, Reproduction>> = {
  "Unexpected error: '…NoSuchBucket…'": {
    argv: ['--bucket', 'no-such-bucket', '--aws_profile', 'default'],
    adds: /^s3:\/\/no-such-bucket\/ .*There is no bucket of this name.* See aws-s3 doctor --bucket no-such-bucket/,
  },
  "Unexpected error: '…AccessDenied…ListObjectsV2…'": {
    prepare: () => refuse('ListObjectsV2'),
    adds: new RegExp(`^${WHERE}Allow s3:ListBucket`),
  },
  'Unknown error reading/parsing file …': {
    prepare: () => refuse('GetObject'),
    adds: new RegExp(`^${WHERE}`),
  },
  'Access error: …': {
    prepare: () => {
      stage.useHome({ credentials: '' })
      stage.put('a')
    },
    adds: new RegExp(`^${WHERE}Put keys into the profile`),
  },
  'Error attempting to operate with the …': {
    prepare: () => {
      stage.put('a')
      writeFileSync(stateFile(), 'no database at all'.repeat(100))
    },
    adds: new RegExp(`^${WHERE}the user of the run must be able to read and write the state`),
  },
  'Could not create the …': {
    prepare: () => {
      stage.put('a')
      rmSync(stage.home.state, { recursive: true })
    },
    adds: new RegExp(`^${WHERE}the user of the run must be able`),
  },
  'Failed to decompress file …': {
    prepare: () => stage.put('a', 5),
    argv: [...ARGV, '--max-object-bytes', '10'],
    adds: new RegExp(`^${WHERE}with --skip_on_error`),
  },
  'Failed to parse file …': {
    prepare: () => putText(gzipSync('{"Records": [')),
    adds: new RegExp(`^${WHERE}with --skip_on_error`),
  },
  'Wazuh must be running.': {
    prepare: async () => {
      stage.put('a')
      await stage.sink.close()
      await leaveStaleSocket(stage.home.socket)
    },
    adds: /the queue is \/.*\/queue\/sockets\/queue\. Start the manager/,
  },
  'Invalid type of bucket': {
    argv: ['--bucket', BUCKET, '--type', 'cloudtrial'],
    adds: /--type cloudtrial is none of cloudtrail, config, .*Did you mean cloudtrail\?/,
  },
  'Error sending message to wazuh: [Errno 2] No such file or directory': {
    prepare: async () => {
      stage.put('a')
      await stage.sink.close()
      rmSync(stage.home.socket, { force: true })
    },
    adds: /the queue is \/.*\/queue\/sockets\/queue\. Start the manager/,
  },
  'No files were found in …': {
    prepare: () => stage.put('a'),
    argv: [...ARGV, '--trail_prefix', 'other'],
    adds: /^s3:\/\/trail-bucket\/other\/ .*Check --trail_prefix/,
  },
  'Could not connect to the endpoint URL: …': {
    argv: [...ARGV, '--service_endpoint', 'http://127.0.0.1:1'],
    adds: new RegExp(`^${WHERE}No server listens there`),
  },
  'An error occurred (SlowDown) …': {
    prepare: () => refuse('GetObject', FAULTS.slowDown),
    adds: new RegExp(`^${WHERE}AWS throttles the requests`),
  },
  'Invalid key or value found in config': {
    prepare: () => {
      stage.useHome({ config: '[default]\nregion = us-east-1\nmax_attempts = many\n' })
      stage.put('a')
    },
    adds: /max_attempts.*Correct line 3 of \/.*\/\.aws\/config/,
  },
  'No logs found in …': {
    prepare: () => stage.aws.s3.put(BUCKET, 'other/file', 'x'),
    adds: /Check --trail_prefix/,
  },
  'Queue does not exist, verify the given name': {
    argv: ['--subscriber', 'buckets', '--queue', 'nothing'],
    adds: /^queue nothing \(buckets, profile 'default'\): check --queue/,
  },
  '+++ ERROR: Invalid region …': {
    argv: ['--bucket', BUCKET, '--regions', 'us-est-1', '--debug', '1'],
    adds: /--regions us-est-1: there is no such region.* Did you mean one of us-east-1, /,
  },
  'No profile named: …': {
    prepare: () => stage.useHome({ config: '[default\nregion = us-east-1\n' }),
    argv: [...ARGV, '--aws_profile', 'default'],
    adds: /Correct line 1 of \/.*\/\.aws\/config, which is neither a section nor a key: \[default/,
  },
}

describe('an entry of docs/troubleshooting.md', () => {
  test.each(entries)('$message (exit $exit) is what a run prints', async ({ message, exit }) => {
    const reproduction = REPRODUCTIONS[message]
    expect(reproduction, 'every entry needs a reproduction').toBeDefined()
    const { prepare, argv = ARGV, options = {}, adds } = reproduction as Reproduction
    await prepare?.()
    const run = await runHere(stage.home, argv, options)
    expect(run.exit).toBe(exit)
    const pattern = message.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    expect(run.stdout).toContainEqual(expect.stringMatching(new RegExp(`^(?:ERROR|DEBUG): ${pattern.join('.*')}`)))
    const added = run.stderr.filter((line) => line.startsWith('ERROR: ')).map((line) => line.slice('ERROR: '.length))
    expect(added).toEqual([expect.stringMatching(adds)])
  })

  test('is there for each reproduction', () => {
    expect(entries.map(({ message }) => message).sort()).toEqual(Object.keys(REPRODUCTIONS).sort())
  })
})

test('docs/troubleshooting.md has every exit code, in order', () => {
  const rows = [...PAGE.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  expect(rows).toEqual(Object.values(ExitCode).sort((a, b) => a - b))
})

test('an account that does not exist is told on stderr, and ends nothing', async () => {
  stage.put('a')
  const { exit, stdout, stderr } = await runHere(stage.home, [...ARGV, '--aws_account_id', '123456789012,999999999999'])
  expect({ exit, stdout }).toEqual({ exit: 0, stdout: [] })
  expect(stderr).toEqual([
    'ERROR: --aws_account_id 999999999999: nothing lies under AWSLogs/999999999999/CloudTrail/. Check the account, --trail_prefix, --trail_suffix and --aws_organization_id.',
  ])
  expect(stage.ids()).toEqual(['a-0'])
})

test('what ends a run on purpose needs no advice', async () => {
  mkdirSync(join(stage.home.root, 'x'), { recursive: true })
  stage.put('a')
  expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0, stderr: [] })
})
