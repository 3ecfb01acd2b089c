import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { LAUNCHER, runCli } from '../helpers/run-cli.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()
const place = mkdtempSync(join(tmpdir(), 'aws-s3-launcher-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

test('the launcher runs with an empty environment, from any folder, through a link', () => {
  const link = join(place, 'aws-s3')
  symlinkSync(LAUNCHER, link)
  const run = spawnSync(link, ['-b', 'a-bucket', '-t', 'nosuch'], { env: {}, cwd: '/', encoding: 'utf8' })
  expect(run).toMatchObject({ status: 12, stdout: 'ERROR: Invalid type of bucket\n' })
  expect(run.stderr).toMatch(/^ERROR: s3:\/\/a-bucket\/ .* --type nosuch is none of .*\n$/)
})

test('the launcher takes the home from the path that it was called by, links not followed', async () => {
  stage.put('a')
  const link = join(stage.home.root, 'wodles', 'aws', 'aws-s3')
  symlinkSync(LAUNCHER, link)
  const { WAZUH_HOME: _, ...env } = stage.home.env
  await promisify(execFile)(link, [...ARGV], { env, cwd: '/' })
  await stage.sink.close()
  expect(stage.ids()).toEqual(['a-0'])
  expect(stage.marked()).toHaveLength(1)
})

test.each([{ NODE_EXTRA_CA_CERTS: '/nowhere.pem' }, { NO_COLOR: '1', FORCE_COLOR: '1' }])(
  'lets no warning of the runtime through: %o',
  async (env) => {
    stage.put('a')
    expect(await runCli(stage.home, [...ARGV, '--emit', 'stdout'], { env })).toMatchObject({ exit: 0, stderr: [] })
  },
)

test('--version shows the version and commit of the program, the runtime and the manager', async () => {
  const of = `commit [0-9a-f]{12}(-dirty)?|commit unknown`
  const line = new RegExp(
    `^aws-s3 1\\.\\d+\\.\\d+ \\((${of}), Node\\.js v24\\.\\d+\\.\\d+ linux-\\w+, Wazuh v4\\.14\\.7\\)$`,
  )
  expect(await runCli(stage.home, ['--version'])).toMatchObject({ exit: 0, stdout: [expect.stringMatching(line)] })
})

test.each([
  [['-b', 'a-bucket'], 6],
  [['--service', 'inspector', '--regions', 'us-east-1'], 6],
  [['state'], 5],
])('%j without a manager or agent says where it has looked, and names WAZUH_HOME', async (argv, exit) => {
  const run = await runCli(stage.home, argv, { env: { WAZUH_HOME: '/no/manager' } })
  expect(run.exit).toBe(exit)
  expect([...run.stdout, ...run.stderr]).toEqual([
    expect.stringMatching(
      /^ERROR: .*: there is no manager or agent in \/no\/manager\. Set WAZUH_HOME to its folder\.$/,
    ),
  ])
})

test('--emit stdout shows events on stdout and lines on stderr', async () => {
  stage.put('a', 2)
  const run = await runCli(stage.home, [...ARGV, '--emit', 'stdout', '--debug', '1'])
  expect(run.stdout.map((line) => JSON.parse(line).aws.eventID)).toEqual(['a-0', 'a-1'])
  expect(run.stderr[0]).toBe('DEBUG: +++ Debug mode on - Level: 1')
  expect(run.stderr.at(-1)).toBe('DEBUG: +++ Processed 1 objects: 2 events sent, 0 discarded, 0 failed, 0 too long')
})
