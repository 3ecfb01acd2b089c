import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { findHome, managerVersion, missingHomes, userHome } from '../src/home.ts'
import { isRunning } from './helpers/processes.ts'

describe('home', () => {
  test.each([
    ['/opt/manager/wodles/aws/aws-s3', {}, '/opt/manager'],
    ['/opt/wodles/manager/wodles/aws/aws-s3', {}, '/opt/wodles/manager'],
    ['/opt/manager/bin/../wodles/aws/aws-s3', {}, '/opt/manager'],
    ['/usr/local/bin/aws-s3', {}, '/var/ossec'],
    ['/usr/local/wodles', {}, '/var/ossec'],
    ['', {}, '/var/ossec'],
    ['/wodles/aws/aws-s3', {}, '/'],
    ['manager/wodles/aws/aws-s3', {}, join(process.cwd(), 'manager')],
    ['/opt/manager/wodles/aws/aws-s3', { WAZUH_HOME: '/srv/other/' }, '/srv/other'],
    ['/opt/manager/wodles/aws/aws-s3', { WAZUH_HOME: '' }, '/opt/manager'],
  ])('called as %j with %j', (launcher, env, home) => {
    expect(findHome(launcher, env)).toBe(home)
  })
})

test.each([
  ['/nowhere', ['/nowhere']],
  ['/var/ossec', existsSync('/var/ossec') ? undefined : ['/var/ossec', '/var/wazuh-manager']],
  ['/', undefined],
])('the homes that were looked for where %s is asked for', (home, missing) => {
  expect(missingHomes(home)).toEqual(missing)
})

describe('version of the manager', () => {
  const root = mkdtempSync(join(tmpdir(), 'home-'))
  afterAll(() => rmSync(root, { recursive: true }))

  function homeWith(name: string, script: string, mode = 0o755): string {
    const home = join(root, name)
    mkdirSync(join(home, 'bin'), { recursive: true })
    writeFileSync(join(home, 'bin', 'wazuh-control'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(home, 'bin', 'wazuh-control'), mode)
    return home
  }

  const three = `echo 'WAZUH_VERSION="v4.14.7"'; echo 'WAZUH_REVISION="rc1"'; echo 'WAZUH_TYPE="server"'`
  test.each([
    ['says it', three, 'v4.14.7'],
    ['is asked for info', `[ "$*" = info ] && ${three}`, 'v4.14.7'],
    ['says it after something else', `echo 'X_WAZUH_VERSION="v1"'; ${three}`, 'v4.14.7'],
    ['says nothing', 'exit 0', undefined],
    ['says another thing', 'echo hello', undefined],
    ['says it is empty', `echo 'WAZUH_VERSION=""'`, undefined],
    ['fails', 'echo broken >&2; exit 1', undefined],
  ])('%s', async (name, script, version) => {
    expect(await managerVersion(homeWith(name, script))).toBe(version)
  })

  test('is asked for with nothing of our own environment', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'a secret'
    const script =
      '#!/bin/sh\necho "WAZUH_VERSION=\\"$(env | cut -d= -f1 | grep -v "^_$\\|PWD\\|SHLVL" | sort | tr "\\n" " ")\\""\n'
    expect(await managerVersion(homeWith('environment', script))).toBe('LANG PATH ')
    delete process.env.AWS_SECRET_ACCESS_KEY
  })

  test('is unknown without a script that may be run', async () => {
    expect(await managerVersion(join(root, 'none'))).toBeUndefined()
    expect(await managerVersion(homeWith('not executable', three, 0o644))).toBeUndefined()
    writeFileSync(join(root, 'file'), '')
    expect(await managerVersion(join(root, 'file'))).toBeUndefined()
  })

  test('is unknown once the run ends, and the script and all that it waits for are ended with it', async () => {
    const home = homeWith('hanging', 'cd "$(dirname "$0")"; sleep 600 & echo $$ $! > new; mv new pids; wait')
    const ending = new AbortController()
    const version = managerVersion(home, ending.signal)
    const pidsOf = () =>
      readFileSync(join(home, 'bin', 'pids'), 'utf8')
        .split(' ')
        .map(Number)
    const pids = await vi.waitFor(pidsOf, { timeout: 10_000 })
    expect(pids.map(isRunning)).toEqual([true, true])
    ending.abort()
    expect(await version).toBeUndefined()
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), { timeout: 10_000 })
    expect(await managerVersion(home, ending.signal)).toBeUndefined()
  })
})

describe('the home of the user', () => {
  test.each<[string, () => string, string]>([
    ['as the system tells it', () => '/home/me', '/home/me'],
    ['of a user without one', () => '', '/'],
    [
      'of a user that the system does not know',
      () => {
        throw new Error('uv_os_homedir returned ENOENT')
      },
      '/',
    ],
  ])('%s', (_, ask, home) => expect(userHome(ask)).toBe(home))
})
