import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import { makeHome } from '../helpers/home.ts'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { type CliResult, runCli, spawnCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { freshStage } from '../helpers/stage.ts'
import { type Row, readState, writeState } from '../helpers/state-db.ts'

const REGION = 'us-east-1'
const HOUR = 3_600_000

const stage = freshStage()

/** Adds a message that is so many milliseconds old. */
function put(stream: string, age: number, message: string, group = 'app'): void {
  stage.aws.logs.putEvents(REGION, group, stream, [{ timestamp: Date.now() - age, message }])
}

const ARGV = ['--service', 'cloudwatchlogs', '--regions', REGION, '--only_logs_after', daysAgo(5)]
const argv = (...more: string[]) => [...ARGV, ...(more.includes('-g') ? [] : ['-g', 'app']), ...more]

const run = async (...more: string[]) => checked(await runHere(stage.home, argv(...more)))

function checked(result: CliResult): CliResult {
  // A run that fails says where, and what to do.
  const expected = /^DEBUG: \+\+\+ Processed /
  const nextStep = result.exit === 0 ? expected : /^ERROR: cloudwatchlogs \(us-east-1, /
  expect(result.stderr.filter((line) => !expected.test(line) && !nextStep.test(line))).toEqual([])
  return result
}

/** Messages since the last time they were taken. */
function taken(): string[] {
  return stage.sink.datagrams.splice(0).map((datagram) => datagram.toString().replace(/^1:Wazuh-AWS:/, ''))
}

function rows(): Row[] {
  return readState(stage.home)['aws_services.cloudwatch_logs'] ?? []
}

function daysAgo(days: number): string {
  const [, date = '', month = '', year = ''] = new Date(Date.now() - days * 24 * HOUR)
    .toUTCString()
    .split(/[ ,]+/)
    .map((part) => part) as string[]
  return `${year}-${month}-${date}`
}

describe('completeness', () => {
  test('reads on through empty pages', async () => {
    for (let n = 0; n < 6; n++) put('s', HOUR - n, `m${n}`)
    stage.aws.logs.putEmptyPages(REGION, 'app', 's', 0, 2)
    stage.aws.logs.putEmptyPages(REGION, 'app', 's', 3, 3)
    expect((await run()).exit).toBe(0)
    expect(taken()).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'])
    await run()
    expect(taken()).toEqual([])
  })

  test('sends events that came late, once', async () => {
    put('s', 2 * HOUR, 'first')
    put('s', HOUR, 'second')
    await run()
    put('s', 1.5 * HOUR, 'late')
    put('s', HOUR / 2, 'third')
    taken()
    await run()
    expect(taken()).toEqual(['late', 'third'])
    await run()
    expect(taken()).toEqual([])
    put('s', 1.2 * HOUR, 'late again')
    const { stdout } = await run('--debug', '1')
    expect(taken()).toEqual(['late again'])
    expect(stdout).toContain('DEBUG: +++ Found 1 late events in log stream "s" of log group "app"')
  })

  test('an event dated two hours ahead turns real ones into late ones, and none of them is lost, however many pages they fill', async () => {
    put('s', HOUR, 'first')
    put('s', -2 * HOUR, 'ahead')
    await run()
    expect(taken()).toEqual(['first', 'ahead'])
    const padding = 'x'.repeat(5000)
    for (let n = 0; n < 600; n++) put('s', HOUR / 2 - n, `m${n} ${padding}`)
    expect((await run()).exit).toBe(0)
    expect(taken().map((text) => text.split(' ')[0])).toEqual(Array.from({ length: 600 }, (_, n) => `m${n}`))
    await run()
    expect(taken()).toEqual([])
  })

  test.each([
    ['with', []],
    ['without', ['--lookback-days', '0']],
  ])(
    'an event dated two hours ahead hides none that comes after it, %s looking back, and is sent once',
    async (_, more) => {
      put('s', HOUR, 'first')
      put('s', -2 * HOUR, 'ahead')
      await run(...more)
      put('s', -HOUR, 'ahead, too')
      put('s', 0, 'real')
      await run(...more)
      await run(...more)
      expect(taken().sort()).toEqual(['ahead', 'ahead, too', 'first', 'real'])
      expect(Number(rows()[0]?.end_time)).toBeLessThanOrEqual(Date.now())
    },
  )

  test('a run that is killed after an event dated ahead loses none that comes after it', async () => {
    put('s', HOUR, 'first')
    put('s', -2 * HOUR, 'ahead')
    await run()
    // The position alone is stored, as by a run that is killed then.
    writeState(stage.home, 'aws_s3', 'DELETE FROM stream_marks')
    put('s', 0, 'real')
    await run()
    expect(taken().filter((message) => message !== 'ahead')).toEqual(['first', 'real'])
  })

  test('an event of the first millisecond of the day is sent once, and one that comes to it later, too', async () => {
    const midnight = new Date().setUTCHours(0, 0, 0, 0) - 5 * 24 * HOUR
    const first = (message: string) => stage.aws.logs.putEvents(REGION, 'app', 's', [{ timestamp: midnight, message }])
    first('first')
    await run()
    await run()
    first('second')
    await run()
    await run()
    expect(taken()).toEqual(['first', 'second'])
  })

  test('does not look for late events when told not to look back', async () => {
    put('s', HOUR, 'first')
    await run()
    put('s', 2 * HOUR, 'late')
    taken()
    await run('--lookback-days', '0')
    expect(taken()).toEqual([])
  })

  test('keeps streams in order although they are read at the same time', async () => {
    const expected: string[] = []
    for (let s = 10; s < 60; s++) {
      for (let n = 0; n < 3; n++) {
        put(`stream-${s}`, HOUR - n, `${s}/${n}`)
        expected.push(`${s}/${n}`)
      }
    }
    stage.aws.faults.add({ operation: 'GetLogEvents', resource: /stream-1/, together: 5 })
    await run()
    expect(taken()).toEqual(expected)
    expect(stage.aws.requests.peakInFlight('GetLogEvents')).toBeGreaterThanOrEqual(5)
    expect(stage.aws.requests.peakInFlight('GetLogEvents')).toBeLessThanOrEqual(24)
  })

  test('sends large pages of several streams whole and in order', async () => {
    const expected: string[] = []
    for (const stream of ['a', 'b', 'c']) {
      for (let n = 0; n < 40; n++) {
        const message = `${stream}${n} ${'x'.repeat(60_000)}`
        put(stream, HOUR - n, message)
        expected.push(message)
      }
    }
    await run()
    expect(taken()).toEqual(expected)
  })
})

describe('streams without news', () => {
  test('are not read: of 300, 3 with news take 10 calls at most', async () => {
    for (let s = 0; s < 300; s++) put(`stream-${s}`, 48 * HOUR, `old ${s}`)
    expect((await run()).exit).toBe(0)
    expect(taken()).toHaveLength(300)
    for (const s of [7, 77, 277]) put(`stream-${s}`, 1000, `new ${s}`)
    stage.aws.requests.clear()
    expect((await run()).exit).toBe(0)
    expect(taken().sort()).toEqual(['new 277', 'new 7', 'new 77'])
    expect(stage.aws.requests.of('GetLogEvents').length).toBeLessThanOrEqual(10)
    expect(rows()).toHaveLength(300)
  })

  test('are reported at debug 1 as streams with news are', async () => {
    put('idle', 48 * HOUR, 'old')
    await run()
    stage.aws.requests.clear()
    const { stdout } = await run('--debug', '1')
    expect(stage.aws.requests.of('GetLogEvents')).toEqual([])
    const from = stdout.indexOf('DEBUG: Getting data from DB for log stream "idle" in log group "app"')
    expect(stdout.slice(from + 1, from + 4)).toEqual([
      'DEBUG: Getting CloudWatch logs from log stream "idle" in log group "app" is not needed: it holds nothing new',
      'DEBUG: +++ There are no new events in the "app" group',
      'DEBUG: Saving data for log group "app" and log stream "idle".',
    ])
  })

  test('are not read the first time, when all of it is older than the date asked for', async () => {
    put('old', 240 * HOUR, 'too old')
    put('new', HOUR, 'wanted')
    await run()
    expect(taken()).toEqual(['wanted'])
    expect(stage.aws.requests.of('GetLogEvents').map(({ resource }) => resource)).not.toContain('app:old')
  })
})

describe('names', () => {
  beforeEach(() => {
    put('web-1', HOUR, 'app web-1')
    put('web-2', HOUR, 'app web-2')
    put('db', HOUR, 'app db')
    put('web-1', HOUR, 'api web-1', 'api-gateway')
  })

  test.each([
    [
      ['-g', 'a*'],
      ['api web-1', 'app db', 'app web-1', 'app web-2'],
    ],
    [
      ['-g', 'app,ap*'],
      ['app db', 'app web-1', 'app web-2', 'api web-1'],
    ],
    [
      ['-g', 'app', '--aws_log_streams', 'web*'],
      ['app web-1', 'app web-2'],
    ],
    [
      ['-g', 'app', '--aws_log_streams', 'web-2,db'],
      ['app db', 'app web-2'],
    ],
    [['-g', 'app', '--aws_log_streams', 'web'], []],
    [['-g', 'nosuch*'], []],
  ])('%j', async (flags, messages) => {
    expect((await run(...flags)).exit).toBe(0)
    expect(taken()).toEqual(messages)
  })

  test('keeps the rows of streams that were not asked for', async () => {
    await run()
    await run('--aws_log_streams', 'web*')
    expect(rows()).toHaveLength(3)
  })
})

describe('trouble', () => {
  test('waits for an endpoint that refuses for a while', async () => {
    put('s', HOUR, 'message')
    const door = createServer((from) => {
      const to = connect(stage.aws.port, '127.0.0.1')
      from.pipe(to).pipe(from)
      for (const side of [from, to]) side.on('error', () => side.destroy())
    })
    // An address of this process: nobody else takes the port meanwhile.
    const host = `127.1.${(process.pid >> 8) & 255}.${process.pid & 255}`
    const listen = (port: number) => new Promise<void>((done) => door.listen(port, host, done))
    await listen(0)
    const { port } = door.address() as AddressInfo
    await new Promise((done) => door.close(done))
    const child = spawnCli(stage.home, argv('--debug', '1'), { env: { AWS_ENDPOINT_URL: `http://${host}:${port}` } })
    child.process.stdout?.once('data', () => void sleep(1500).then(() => listen(port)))
    expect((await child.result).exit).toBe(0)
    door.close()
    expect(taken()).toEqual(['message'])
  })

  test('asks again when connections break', async () => {
    put('s', HOUR, 'message')
    stage.aws.faults.add({ service: 'logs', fault: 'reset', times: 3 })
    expect((await run()).exit).toBe(0)
    expect(taken()).toEqual(['message'])
  })

  test('gives up on an endpoint that always refuses', async () => {
    stage.home.remove()
    stage.home = makeHome('http://127.0.0.1:9', { config: '[default]\nregion = us-east-1\nmax_attempts = 2\n' })
    const { exit, stdout } = await run()
    expect(exit).toBe(15)
    expect(stdout[0]).toMatch(/^ERROR: The "get_log_streams" request failed: Could not connect to the endpoint URL: /)
  })

  test('never fails for throttling', async () => {
    for (let s = 0; s < 30; s++) put(`s${s}`, HOUR, 'message')
    stage.aws.faults.add({ operation: 'GetLogEvents', fault: FAULTS.throttling, times: 60 })
    expect((await run()).exit).toBe(0)
    expect(taken()).toHaveLength(30)
  })

  test('forgets nothing when streams cannot be listed', async () => {
    for (let s = 0; s < 120; s++) put(`s${s}`, HOUR, 'message')
    await run()
    stage.aws.faults.add({ operation: 'DescribeLogStreams', fault: FAULTS.accessDenied, after: 1 })
    const { exit, stdout } = await run()
    expect(exit).toBe(16)
    expect(stdout).toEqual([
      'ERROR: The "get_log_streams" request failed: An error occurred (AccessDenied) when calling the DescribeLogStreams operation: Access Denied',
    ])
    expect(rows()).toHaveLength(120)
  })

  test('passes over a stream that is deleted meanwhile', async () => {
    for (const stream of ['a', 'b', 'c']) put(stream, HOUR, stream)
    const gone = { status: 400, code: 'ResourceNotFoundException', message: 'The specified log stream does not exist.' }
    stage.aws.faults.add({ operation: 'GetLogEvents', resource: 'app:b', fault: gone })
    expect((await run()).exit).toBe(0)
    expect(taken()).toEqual(['a', 'c'])
  })

  test('reads the regions that it can when none is asked for', async () => {
    stage.home.remove()
    stage.home = makeHome(stage.aws.url, { config: '[default]\n' })
    await stage.sink.close()
    stage.sink = new DatagramSink(stage.home.socket)
    put('s', HOUR, 'message')
    const all = ['--service', 'cloudwatchlogs', '-g', 'app', '--only_logs_after', daysAgo(5), '--debug', '1']
    const { exit, stdout } = await runHere(stage.home, all)
    expect([exit, taken()]).toEqual([0, ['message']])
    expect(stdout).toContain('DEBUG: +++ Warning: No regions were specified, trying to get events from all regions')
    expect(stdout).toContain('DEBUG: The log group "app" does not exist in the "eu-west-1" region')
  })
})

describe('a run that is killed', () => {
  const PAGE = 10

  function putPages(): string[] {
    const messages = Array.from({ length: 6 * PAGE }, (_, n) => `m${n} ${'x'.repeat(100_000)}`)
    // Pairs of the same millisecond, also across the ends of pages.
    stage.aws.logs.putEvents(
      REGION,
      'app',
      's',
      messages.map((message, n) => ({ timestamp: Date.now() - 2 * HOUR + Math.floor((n + 1) / 2), message })),
    )
    return messages.map((message) => message.slice(0, 60_000))
  }

  async function killAfter(count: number, ...more: string[]): Promise<void> {
    const child = spawnCli(stage.home, argv(...more))
    await vi.waitUntil(() => stage.sink.datagrams.length >= count, { timeout: 30_000, interval: 1 })
    child.process.kill('SIGKILL')
    await child.result
  }

  function check(messages: readonly string[], first: readonly string[]): void {
    const all = [...first, ...taken()].map((message) => message.slice(0, 60_000))
    expect(messages.filter((message) => !all.includes(message))).toEqual([])
    expect(all.length - messages.length).toBeLessThanOrEqual(PAGE + 2)
  }

  test('loses nothing, and sends one page twice at most', async () => {
    const messages = putPages()
    stage.aws.faults.add({ operation: 'GetLogEvents', after: 3, latencyMs: 300 })
    await killAfter(2 * PAGE)
    const first = taken()
    stage.aws.faults.clear()
    await run()
    check(messages, first)
  })

  test('loses nothing of events that are older than what is stored', async () => {
    put('s', HOUR, 'newest')
    await run('--only_logs_after', daysAgo(0))
    taken()
    const old = Array.from({ length: 6 * PAGE }, (_, n) => `old${n} ${'x'.repeat(100_000)}`)
    stage.aws.logs.putEvents(
      REGION,
      'app',
      's',
      old.map((message, n) => ({ timestamp: Date.now() - 72 * HOUR + n, message })),
    )
    stage.aws.faults.add({ operation: 'GetLogEvents', after: 4, latencyMs: 300 })
    await killAfter(2 * PAGE)
    const first = taken()
    stage.aws.faults.clear()
    await run()
    check(
      old.map((message) => message.slice(0, 60_000)),
      first,
    )
  })
})

describe('rows of the Python module', () => {
  const table = `CREATE TABLE cloudwatch_logs (aws_region 'text' NOT NULL, aws_log_group 'text' NOT NULL,
    aws_log_stream 'text' NOT NULL, next_token 'text', start_time 'integer', end_time 'integer',
    PRIMARY KEY (aws_region, aws_log_group, aws_log_stream))`

  function write(token: string | null, startTime: number | null, endTime: number | null): void {
    const values = [token && `'${token}'`, startTime, endTime].map((value) => value ?? 'NULL')
    const row = `INSERT INTO cloudwatch_logs VALUES ('${REGION}', 'app', 's', ${values.join(', ')})`
    writeState(stage.home, 'aws_services', `${table}; ${row}`)
  }

  beforeEach(() => {
    put('s', 3 * HOUR, 'old')
    put('s', HOUR, 'new')
  })

  test('are gone on from, however old the token is', async () => {
    write('f/expired', Date.now() - 48 * HOUR, Date.now() - 2 * HOUR)
    expect((await run()).exit).toBe(0)
    expect(taken()).toEqual(['new'])
  })

  test('may lack everything', async () => {
    write(null, null, null)
    expect((await run()).exit).toBe(0)
    expect(taken()).toEqual(['old', 'new'])
  })

  test('are written as it reads them', async () => {
    await run()
    expect(rows()).toMatchObject([{ aws_region: REGION, aws_log_group: 'app', aws_log_stream: 's' }])
    const [{ next_token: token, start_time: start, end_time: end } = {}] = rows()
    expect(token).toMatch(/^f\//)
    const midnight = Math.floor(Date.now() / (24 * HOUR) - 5) * 24 * HOUR
    expect([start, Number(end) > midnight, Number(end) < Date.now()]).toEqual([midnight, true, true])
  })
})

describe('two runs at once', () => {
  test('send every event once', async () => {
    for (let s = 0; s < 20; s++) put(`s${s}`, HOUR, `message ${s}`)
    stage.aws.faults.add({ operation: 'GetLogEvents', latencyMs: 50 })
    const runs = [1, 2].map(() => runCli(stage.home, argv('--debug', '1')))
    const results = (await Promise.all(runs)).map(checked)
    expect(results.map(({ exit }) => exit)).toEqual([0, 0])
    expect(taken()).toHaveLength(20)
    const waited = results.flatMap(({ stdout }) => stdout.filter((line) => line.includes('Another run')))
    expect(waited).toHaveLength(1)
  })
})

describe('messages', () => {
  test('leave as they are', async () => {
    const messages = ['{"a": 1.0,  "b":"\\u00e9"}', 'é☃\u{1f600}', 'tab\tand\nnewline', ' ', '\u0000']
    for (const [n, message] of messages.entries()) put('s', HOUR - n, message)
    await run()
    expect(taken()).toEqual(messages)
  })

  test('are shown with their time at level 3', async () => {
    put('s', HOUR, 'a "b"')
    const { stdout } = await run('--debug', '3')
    const at = stdout.indexOf('DEBUG: The message is "a "b""')
    expect(stdout.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(/^DEBUG: The message's timestamp is \d{13}$/),
      'DEBUG: "a \\"b\\""',
    ])
  })

  test('of several lines are shown in as many', async () => {
    put('s', HOUR, 'one\r\ntwo\nthree')
    const { stdout } = await run('--debug', '2')
    const at = stdout.indexOf('DEBUG: The message is "one')
    expect(stdout.slice(at + 1, at + 3)).toEqual(['two', 'three"'])
  })

  test('cannot forge a line of output', async () => {
    put('s', HOUR, 'harmless\nERROR: forged')
    const { stdout } = await run('--debug', '2')
    expect(stdout).toContain('DEBUG: The message is "harmless\\nERROR: forged"')
    expect(stdout).not.toContain('ERROR: forged"')
  })

  test('that are too long are shortened, and the stream is named', async () => {
    put('s', HOUR, 'y'.repeat(100_000))
    const { stdout } = await run('--debug', '1')
    expect(stage.sink.datagrams[0]?.length).toBeLessThanOrEqual(65_535)
    expect(taken()[0]).toMatch(/^y+…?.*truncated/)
    expect(stdout.some((line) => line.includes('65535') && line.includes('app:s'))).toBe(true)
  })
})

test('--remove_log_streams removes streams, one that is gone already included', async () => {
  put('a', HOUR, 'a')
  put('b', HOUR, 'b')
  const gone = { status: 400, code: 'ResourceNotFoundException', message: 'The specified log stream does not exist.' }
  stage.aws.faults.add({ operation: 'DeleteLogStream', resource: 'app:a', fault: gone })
  expect((await run('--remove-log-streams')).exit).toBe(0)
  expect(taken()).toEqual(['a', 'b'])
  expect([stage.aws.logs.streamNames(), rows()]).toEqual([{ [`${REGION}:app`]: ['a'] }, []])
})

test('SIGTERM ends a run on log groups in good order', async () => {
  for (let s = 0; s < 40; s++) put(`s${s}`, HOUR, `message ${s}`)
  stage.aws.faults.add({ operation: 'GetLogEvents', after: 30, latencyMs: 60_000 })
  const child = spawnCli(stage.home, argv())
  await vi.waitUntil(() => stage.sink.datagrams.length >= 3, { timeout: 30_000 })
  child.process.kill('SIGTERM')
  expect((await child.result).exit).toBe(143)
  const first = taken()
  stage.aws.faults.clear()
  await run()
  expect([...new Set([...first, ...taken()])]).toHaveLength(40)
})
