// Makes the packages of this machine's architecture, and installs them in a root of their own, beside the package of a
// manager that is upgraded under them: `npm run test:packages`. Needs root; says what it leaves out, and why.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ARCHES, type Arch } from '../../scripts/package/arches.ts'
import { packageName } from '../../scripts/package/settings.ts'
import { missingTool } from '../../scripts/package/tools.ts'
import { startLocalAws } from '../helpers/local-aws/index.ts'
import { collect, writeProfile } from './collect.ts'
import { GROUP, HOME, LAUNCHER, launcherOf, managerDeb, managerRpm } from './manager.ts'
import { npm } from './npm.ts'
import { makeRoot, type Root } from './root.ts'

const PACKAGES = 'build/packages'
const LARGEST_BYTES = 35e6
/** With `--fast`, which compresses less. */
const LARGEST_FAST_BYTES = 40e6
const EVENTS = 3

const arch = process.arch as Arch
const place = mkdtempSync(join(tmpdir(), 'aws-s3-packages-'))
const aws = await startLocalAws()
let failed = 0
let passed = 0
let skipped = 0

async function check(title: string, body: () => unknown): Promise<void> {
  const start = Date.now()
  try {
    await body()
    passed++
    console.log(`ok   ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  } catch (cause) {
    failed++
    console.log(`FAIL ${title}\n${(cause as Error).stack}`)
  }
}

function skip(title: string, reason: string): void {
  skipped++
  console.log(`skip ${title}: ${reason}`)
}

/** The launcher of the manager is there, exactly as its package of that version has brought it. */
function assertOwn(root: Root, version: number): void {
  const path = root.path(LAUNCHER)
  assert.equal(readFileSync(path, 'utf8'), launcherOf(version))
  const { uid, gid, mode } = statSync(path)
  assert.deepEqual({ uid, gid, mode: mode & 0o7777 }, { uid: 0, gid: GROUP.id, mode: 0o750 })
  assert.deepEqual(
    readdirSync(root.path(`${HOME}/wodles/aws`)).filter((name) => name.includes('aws-s3')),
    ['aws-s3'],
  )
}

/** The scheduler's runs are ours: every source gives its event. */
async function assertOurs(root: Root, id: string): Promise<void> {
  const { events, output } = await collect(root, aws, id)
  assert.equal(events.length, EVENTS, output)
  for (const [at, event] of events.entries()) assert.ok(event.includes(`${id}-${at}`), `${event}\n${output}`)
  assert.equal(output.match(/^exit 0$/gm)?.length, EVENTS, output)
  assert.ok(!/ERROR|WARNING/.test(output), output)
  const { gid, mode } = statSync(root.path(LAUNCHER))
  assert.deepEqual({ gid, mode: mode & 0o7777 }, { gid: GROUP.id, mode: 0o750 })
}

/** Puts a file into the root. @returns its path there */
function bring(root: Root, path: string): string {
  cpSync(path, root.path('tmp/package'))
  return '/tmp/package'
}

const dpkg = (root: Root, ...argv: readonly string[]) => root.must('dpkg', ...argv)
const installDeb = (root: Root, path: string) => dpkg(root, '-i', bring(root, path))
const artifact = (kind: string) => join(PACKAGES, `${packageName(arch)}.${kind}`)

function pack(odd: boolean): string {
  // Where and how it is made must not matter.
  const elsewhere = { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' }
  const umask = process.umask(odd ? 0o077 : 0o022)
  try {
    execFileSync(process.execPath, ['scripts/package.ts', '--arch', arch, '--fast'], {
      env: { ...process.env, ...(odd ? elsewhere : {}) },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } finally {
    process.umask(umask)
  }
  return readFileSync(join(PACKAGES, 'SHA256SUMS'), 'utf8')
}

async function debian(root: Root): Promise<void> {
  await check('the .deb takes the place of the launcher of a manager that is there', async () => {
    installDeb(root, managerDeb(place, 1))
    installDeb(root, artifact('deb'))
    assert.equal(root.run('sh', '-c', 'command -v node').output, '', 'Node.js is in the root')
    await assertOurs(root, 'deb-installed')
  })
  await check("an upgrade of the manager's package leaves it in place, and its new launcher is kept", async () => {
    installDeb(root, managerDeb(place, 2))
    assert.equal(readFileSync(root.path(`${LAUNCHER}.python`), 'utf8'), launcherOf(2))
    await assertOurs(root, 'deb-upgraded')
    assert.equal(root.run('/usr/bin/aws-s3', 'status').status, 0)
    assert.match(root.run('/usr/bin/aws-s3', 'uninstall').output, /^ERROR: .*apt remove aws-s3/)
  })
  await check('the .deb can be installed over itself', async () => {
    installDeb(root, artifact('deb'))
    await assertOurs(root, 'deb-again')
  })
  await check('removing the .deb restores the newest launcher byte for byte, and leaves nothing', () => {
    dpkg(root, '-r', 'aws-s3')
    assertOwn(root, 2)
    assert.ok(!existsSync(root.path('opt/aws-s3')))
    assert.equal(root.must('dpkg-divert', '--list', '*aws-s3*'), '')
  })
  await check('a manager that comes after the .deb is taken over, and one that goes takes the stub along', async () => {
    dpkg(root, '-r', 'wazuh-manager')
    installDeb(root, artifact('deb'))
    installDeb(root, managerDeb(place, 1))
    await assertOurs(root, 'deb-first')
    dpkg(root, '-r', 'wazuh-manager')
    assert.ok(!existsSync(root.path(LAUNCHER)))
    installDeb(root, managerDeb(place, 2))
    await assertOurs(root, 'deb-back')
  })
  await check('purging the .deb removes what it has kept beside the shared state', () => {
    dpkg(root, '-P', 'aws-s3')
    assertOwn(root, 2)
    const names = readdirSync(root.path(`${HOME}/wodles/aws`))
    assert.deepEqual(names.sort(), ['aws-s3', 'aws_services.db', 's3_cloudtrail.db'])
  })
}

function unpack(root: Root): void {
  // dpkg has removed it with its last package.
  mkdirSync(root.path('opt'), { recursive: true })
  root.must('tar', '-xzf', bring(root, artifact('tar.gz')), '-C', '/opt')
}

async function tarball(root: Root): Promise<void> {
  const program = `/opt/${packageName(arch)}/bin/aws-s3`
  await check('the program of the tarball installs itself', async () => {
    unpack(root)
    // Of all languages but English, Node.js has what all have in common.
    const node = `/opt/${packageName(arch)}/runtime/bin/node`
    const script =
      "const day = (l) => new Intl.DateTimeFormat(l, { weekday: 'long' }).format(0); console.log(day('en'), day('de').length, 'ﬁ'.normalize('NFKC'), ['b', 'a'].sort(new Intl.Collator('sv').compare).join(''))"
    assert.match(root.must(node, '-e', script), /^Thursday \d+ fi ab\n$/)
    root.must(program, 'install')
    await assertOurs(root, 'tar-installed')
  })
  await check("after an upgrade of the manager's package, status says what to do, and install does it", async () => {
    installDeb(root, managerDeb(place, 3))
    assert.match(root.run(program, 'status').output, /run: aws-s3 install/)
    root.must(program, 'install')
    await assertOurs(root, 'tar-upgraded')
    assert.equal(root.run(program, 'status').status, 0)
  })
  await check('uninstall restores the newest launcher byte for byte', () => {
    root.must(program, 'uninstall', '--purge')
    assertOwn(root, 3)
    rmSync(root.path(`opt/${packageName(arch)}`), { recursive: true })
  })
}

async function container(root: Root): Promise<void> {
  const program = '/opt/aws-s3/bin/aws-s3'
  /** What the start script of the vendor's image does with launchers and with `/wazuh-config-mount`. */
  const start = () => {
    root.must('sh', '-c', `cp -p /exclusion/aws-s3 ${LAUNCHER}`)
    root.must('sh', '-c', `[ ! -e /wazuh-config-mount ] || cp --verbose -r /wazuh-config-mount/* ${HOME}`)
  }
  await check(
    'in a container, the copying at each start puts the stub back, and never writes into the program',
    async () => {
      root.must('sh', '-c', `mkdir -p /exclusion /wazuh-config-mount/wodles/aws && cp -p ${LAUNCHER} /exclusion/aws-s3`)
      unpack(root)
      root.must('mv', `/opt/${packageName(arch)}`, '/opt/aws-s3')
      const before = readFileSync(root.path(program), 'utf8')
      root.must('sh', '-c', `${program} install --print >/wazuh-config-mount/wodles/aws/aws-s3`)
      for (const turn of ['first', 'second']) {
        start()
        await assertOurs(root, `container-${turn}`)
      }
      assert.equal(readFileSync(root.path(program), 'utf8'), before)
    },
  )
  await check('without the mount, the next start of the container restores the launcher of the image', () => {
    rmSync(root.path('wazuh-config-mount'), { recursive: true })
    start()
    assertOwn(root, 3)
    rmSync(root.path('opt/aws-s3'), { recursive: true })
  })
}

async function redHat(root: Root): Promise<void> {
  // Where the root is another one, so are relative paths.
  const rpm = (...argv: readonly string[]) =>
    execFileSync('rpm', ['--root', root.folder, '--nodeps', ...argv], { encoding: 'utf8', stdio: 'pipe' })
  await check('the .rpm takes the place of the launcher of a manager that is there', async () => {
    dpkg(root, '-P', 'wazuh-manager')
    rpm('-i', managerRpm(place, 1))
    rpm('-i', resolve(artifact('rpm')))
    await assertOurs(root, 'rpm-installed')
  })
  await check("an upgrade of the manager's package leaves it in place, and its new launcher is kept", async () => {
    rpm('-U', managerRpm(place, 2))
    assert.equal(readFileSync(root.path(`${LAUNCHER}.python`), 'utf8'), launcherOf(2))
    await assertOurs(root, 'rpm-upgraded')
  })
  await check('removing the .rpm restores the newest launcher byte for byte, and leaves nothing', () => {
    rpm('-e', 'aws-s3')
    assertOwn(root, 2)
    assert.ok(!existsSync(root.path('opt/aws-s3')))
    assert.equal(rpm('-V', 'wazuh-manager'), '')
  })
  await check('a manager that goes takes the stub along', () => {
    rpm('-i', resolve(artifact('rpm')))
    rpm('-e', 'wazuh-manager')
    assert.ok(!existsSync(root.path(LAUNCHER)) && !existsSync(root.path(`${LAUNCHER}.python`)))
    rpm('-e', 'aws-s3')
  })
}

async function all(): Promise<void> {
  if (!(arch in ARCHES)) return skip('packages', `there are none for ${arch}`)
  await npm(place, check)
  if (process.getuid?.() !== 0) return skip('packages of the system', 'only root can change into another root')
  await check('the same commit gives the same packages, wherever they are made', () => {
    const first = pack(true)
    assert.equal(pack(false), first)
  })
  await check('no package is larger than 35 MB, or 40 MB where it is made fast', () => {
    for (const name of readdirSync(PACKAGES)) {
      const { size } = statSync(join(PACKAGES, name))
      assert.ok(size < (name.endsWith('.tar.gz') ? LARGEST_FAST_BYTES : LARGEST_BYTES), `${name}: ${size}`)
    }
  })
  const folder = join(place, 'root')
  mkdirSync(folder)
  chmodSync(place, 0o755)
  const root = makeRoot(folder)
  console.log(`the root is ${root.kind}`)
  writeProfile(root)
  await debian(root)
  await tarball(root)
  await container(root)
  const missing = missingTool('rpmbuild', 'rpm')
  if (missing === undefined) await redHat(root)
  else skip('the .rpm', missing)
}

try {
  await all()
} finally {
  await aws.stop()
  rmSync(place, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
