import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import { type Home, type HomeOptions, makeHome } from '../helpers/home.ts'
import { FAULTS, type LocalAws, startLocalAws } from '../helpers/local-aws/index.ts'
import type { CliOptions, CliResult } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { startProxy } from './transport/proxy-server.ts'

const KEY =
  'AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02/123456789012_CloudTrail_us-east-1_20240102T0115Z_a1B2c3.json.gz'
const BUCKET = ['--bucket', 'trail-bucket', '--only_logs_after', '2024-JAN-01']

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.stop())
beforeEach(() => {
  aws.faults.clear()
  aws.s3.buckets.clear()
  aws.s3.put('trail-bucket', KEY, gzipSync('{"Records": [{"eventName": "A"}]}'))
})

const homes: Home[] = []
afterEach(() => {
  for (const home of homes.splice(0)) home.remove()
})

interface Seen extends CliResult {
  readonly events: number
}

/** The bundled program, as the scheduler runs it. @param prepare may write files into the home, before the run */
async function run(argv: readonly string[], files: HomeOptions, options: CliOptions = {}): Promise<Seen> {
  const home = makeHome(aws.url, files)
  homes.push(home)
  const sink = new DatagramSink(home.socket)
  const result = await runHere(home, argv, options)
  await sink.close()
  return { ...result, events: sink.datagrams.length }
}

const credentials = '[none]\n'
/** What stderr adds: where it was, and what to do. */
const NEXT_STEP = [expect.stringMatching(/^ERROR: s3:\/\/trail-bucket\/ \(cloudtrail, profile 'default'\): /)]

describe('the bundled program runs', () => {
  test('with keys of a credential_process', async () => {
    const folder = makeHome(aws.url)
    homes.push(folder)
    const script = join(folder.root, 'keys.sh')
    writeFileSync(script, '#!/bin/sh\necho \'{"Version":1,"AccessKeyId":"testing","SecretAccessKey":"testing"}\'\n')
    chmodSync(script, 0o755)
    const config = `[p]\nregion = us-east-1\ncredential_process = ${script}\n`
    expect(await run([...BUCKET, '--aws_profile', 'p'], { config, credentials })).toMatchObject({ exit: 0, events: 1 })
  })

  test('with adaptive retries', async () => {
    aws.faults.add({ service: 's3', times: 1, fault: FAULTS.slowDown })
    const config = '[default]\nregion = us-east-1\nretry_mode = adaptive\n'
    expect(await run(BUCKET, { config })).toMatchObject({ exit: 0, events: 1 })
  })

  test('without keys, an instance or a container to one line and exit 3', async () => {
    expect(await run(BUCKET, { credentials }, { env: { AWS_EC2_METADATA_DISABLED: 'false' } })).toMatchObject({
      exit: 3,
      stdout: ['ERROR: Access error: Unable to locate credentials'],
      stderr: NEXT_STEP,
    })
  })
})

describe('the lines of a profile are printed once', () => {
  const config = '[default]\nregion = us-east-1\n'
  const keys = ['-a', 'testing', '-k', 'testing', '--debug', '2']
  const created = "DEBUG: Created Config object using profile: 'default' configuration"
  const deprecated = /^The access_key and secret_key /

  test.each([
    ['a bucket', BUCKET, 1],
    ['a service, for each region', ['--service', 'inspector', '--regions', 'us-east-1,us-west-2'], 2],
    ['a subscriber, for its queue and its objects', ['--subscriber', 'buckets', '--queue', 'q', '--deadline', '2'], 2],
  ])('for %s', async (_, argv, sets) => {
    aws.sqs.createQueue('q')
    const { stdout } = await run([...argv, ...keys], { config })
    const lines = stdout.filter((line) => line === created || deprecated.test(line))
    expect(lines).toHaveLength(2 * sets)
    for (let at = 0; at < lines.length; at += 2)
      expect(lines.slice(at, at + 2)).toEqual([created, lines.find((l) => deprecated.test(l))])
  })

  test('only once there is a client', async () => {
    expect(await run([...BUCKET, '--type', 'nosuch', ...keys.slice(0, 4)], { config })).toMatchObject({
      exit: 12,
      stdout: ['ERROR: Invalid type of bucket'],
    })
  })

  test.each([
    ['a profile that is not there', 'nobody', 23],
    ['a value that cannot be used', 'bad', 17],
  ])('%s ends the run of a service when its first region is read', async (_, profile, exit) => {
    const argv = [
      '--service',
      'inspector',
      '--regions',
      'us-east-1,us-west-2',
      '--aws_profile',
      profile,
      '--debug',
      '1',
    ]
    const result = await run(argv, { config: `${config}[profile bad]\nmax_attempts = many\n` })
    expect(result.exit).toBe(exit)
    expect(result.stdout[1]).toBe('DEBUG: +++ Getting alerts from "us-east-1" region.')
    expect(result.stdout[2]).toMatch(/^ERROR: /)
  })

  test('a region that does not exist is reported before the profile of a service', async () => {
    const argv = ['--service', 'inspector', '--regions', 'us-east-9', '--aws_profile', 'nobody']
    expect(await run(argv, { config })).toMatchObject({ exit: 22, stdout: [] })
  })
})

describe('one line and its exit code tell of', () => {
  const unreachable = (host: string) => new RegExp(`^ERROR: Could not connect to the endpoint URL: "${host}`)

  test('a wrong password of the proxy', async () => {
    const proxy = await startProxy({ user: 'me', password: 'right' })
    const config = `[default]\nregion = us-east-1\ndefault.proxy.host = 127.0.0.1\ndefault.proxy.port = ${proxy.port}\ndefault.proxy.username = me\ndefault.proxy.password = wr0ng\n`
    const { exit, stdout, stderr } = await run(BUCKET, { config })
    expect({ exit, stderr, lines: stdout.length }).toEqual({ exit: 15, stderr: NEXT_STEP, lines: 1 })
    expect(stdout[0]).toMatch(unreachable(aws.url))
    expect(stdout[0]).toContain('proxy: 407 Proxy Authentication Required')
    await proxy.stop()
  })

  test('a proxy where nobody listens', async () => {
    const config =
      '[default]\nregion = us-east-1\nmax_attempts = 2\ndefault.proxy.host = 127.0.0.1\ndefault.proxy.port = 9\n'
    const { exit, stdout } = await run(BUCKET, { config })
    expect({ exit, lines: stdout.length }).toEqual({ exit: 15, lines: 1 })
  })

  test('a CA bundle that cannot be read', async () => {
    const { exit, stdout } = await run(BUCKET, {}, { env: { AWS_CA_BUNDLE: '/no/such/bundle.pem' } })
    expect({ exit, stdout }).toEqual({
      exit: 17,
      stdout: ["ERROR: Invalid key or value found in config ca_bundle: '/no/such/bundle.pem' cannot be read (ENOENT)"],
    })
  })

  test.each([
    ['a wrong secret key', { fault: { ...FAULTS.accessDenied, code: 'SignatureDoesNotMatch' } }, 3],
    ['throttling that does not end', { fault: FAULTS.throttling }, 16],
    ['a clock that is off', { fault: { ...FAULTS.accessDenied, code: 'RequestTimeTooSkewed' } }, 19],
    ['a denied request', { fault: FAULTS.accessDenied }, 1],
  ])('%s', async (_, rule, exit) => {
    aws.faults.add({ service: 's3', ...rule })
    const result = await run(BUCKET, { config: '[default]\nmax_attempts = 2\n' })
    expect(result).toMatchObject({ exit, stderr: NEXT_STEP })
    expect(result.stdout).toHaveLength(1)
  })
})

test('no secret is printed at any debug level, whatever happens', async () => {
  const secret = 'hunter2SECRET'
  const few = '[default]\nregion = us-east-1\nmax_attempts = 2\n'
  const config = `${few}default.proxy.host = 127.0.0.1\ndefault.proxy.port = 9\ndefault.proxy.username = me\ndefault.proxy.password = ${secret}\n`
  const keys = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: secret }
  const runs = await Promise.all([
    run([...BUCKET, '--debug', '3'], { config }),
    run([...BUCKET, '--debug', '3'], {}, { env: keys }),
    run([...BUCKET, '--debug', '3', '-a', 'testing', '-k', secret], {}),
    run([...BUCKET, '--debug', '3', '-i', 'arn:aws:iam::123456789012:role/r'], {}, { env: keys }),
    run(['--service', 'cloudwatchlogs', '-g', 'app', '-r', 'us-east-1', '--debug', '3'], {}, { env: keys }),
    run(
      [...BUCKET, '--debug', '3'],
      { config: few },
      { env: { HTTP_PROXY: `http://me:${secret}@127.0.0.1:9`, DEBUG: '*' } },
    ),
  ])
  for (const { exit, stdout, stderr } of runs) {
    expect(exit).not.toBe(0)
    expect([...stdout, ...stderr].join('\n')).not.toContain(secret)
    expect([...stdout, ...stderr].filter((line) => !/^(DEBUG|ERROR|The access_key)/.test(line))).toEqual([])
  }
})
