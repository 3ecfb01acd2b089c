import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Keys of the one user that the server knows. */
export const ACCESS_KEY = 'test:tester'
export const SECRET_KEY = 'testing'

export interface Swift {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  stop(): void
}

const SERVERS = ['account', 'container', 'object'] as const

/**
 * Starts OpenStack Swift with its S3 interface on free ports of the loopback, all its files in a fresh folder: a server
 * of others that verifies signatures, regions and paging. The programs come from Debian's packages `swift-proxy
 * swift-account swift-container swift-object memcached`.
 *
 * @see https://docs.openstack.org/swift/latest/s3_compat.html
 */
export async function startSwift(): Promise<Swift> {
  const folder = mkdtempSync(join(tmpdir(), 'aws-s3-swift-'))
  mkdirSync(join(folder, 'devices', 'd1'), { recursive: true })
  const ports = await Promise.all(Array.from({ length: 5 }, freePort))
  const [proxyPort = 0, memcachedPort = 0, ...storagePorts] = ports
  const running: ChildProcess[] = []
  const run = (command: string, ...args: string[]) => {
    running.push(spawn(command, args, { stdio: 'ignore' }))
  }
  run('memcached', '-l', '127.0.0.1', '-p', String(memcachedPort), '-u', 'root')
  SERVERS.forEach((server, n) => {
    const port = storagePorts[n] ?? 0
    makeRing(folder, server, port)
    run(`swift-${server}-server`, writeConfig(folder, server, storageConfig(folder, server, port)))
  })
  run('swift-proxy-server', writeConfig(folder, 'proxy', proxyConfig(folder, proxyPort, memcachedPort)))
  await Promise.all(ports.map(listens))
  const stop = () => {
    for (const child of running) child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { url: `http://127.0.0.1:${proxyPort}`, stop }
}

function makeRing(folder: string, server: string, port: number): void {
  const builder = join(folder, `${server}.builder`)
  const ring = (...args: string[]) => execFileSync('swift-ring-builder', [builder, ...args], { stdio: 'ignore' })
  ring('create', '4', '1', '1')
  ring('add', `r1z1-127.0.0.1:${port}/d1`, '1')
  ring('rebalance')
}

function writeConfig(folder: string, server: string, text: string): string {
  const path = join(folder, `${server}-server.conf`)
  writeFileSync(path, text)
  return path
}

const common = (folder: string, port: number) =>
  `[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = ${port}\nswift_dir = ${folder}\nuser = root\nworkers = 0\n`

const storageConfig = (
  folder: string,
  server: string,
  port: number,
) => `${common(folder, port)}devices = ${folder}/devices
mount_check = false
[pipeline:main]
pipeline = ${server}-server
[app:${server}-server]
use = egg:swift#${server}
`

const proxyConfig = (folder: string, port: number, memcachedPort: number) => `${common(folder, port)}
[pipeline:main]
pipeline = catch_errors cache s3api tempauth bulk copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_${ACCESS_KEY.replace(':', '_')} = ${SECRET_KEY} .admin
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memcachedPort}
${['catch_errors', 'bulk', 'copy', 'slo', 'dlo'].map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`).join('')}`

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** @throws Error when nobody listens after 30 seconds */
async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await sleep(100)
  }
  throw new Error(`nothing listens on port ${port}`)
}
