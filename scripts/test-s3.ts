// Plays the main flows against OpenStack Swift, whose S3 interface verifies signatures and regions. It installs Swift
// from Debian's packages if it is missing and the user may; otherwise it says what is needed.
import { execFileSync, spawnSync } from 'node:child_process'

const PACKAGES = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'memcached']
const isInstalled = () => spawnSync('swift-proxy-server', ['--help']).error === undefined

if (!isInstalled() && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).error === undefined) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { stdio: 'inherit', env })
}
if (isInstalled()) {
  const env = { ...process.env, AWS_S3_SWIFT: '1' }
  process.exitCode = spawnSync('vitest', ['run', 'test/s3'], { stdio: 'inherit', env }).status ?? 1
} else {
  process.stderr.write(`Swift is needed, from Debian's packages: ${PACKAGES.join(' ')}\n`)
  process.exitCode = 1
}
