import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBucketType } from '../src/buckets/index.ts'
import { EventWriter } from '../src/transform/event-writer.ts'
import { TEXT_SAMPLES } from './text-samples.ts'

// How much less CPU our conversion of each text format takes than Python's csv.DictReader and json.dumps, in pairs on
// the same file. Prints the ratio of each type; a difference in the datagrams is an error.
//   node bench/text.ts [type, default all] [pairs, default 5] [lines, default 20000]

const PASSES = 20

interface Pass {
  /** CPU of the fastest pass. */
  readonly seconds: number
  /** Of the datagrams. */
  readonly digest: string
}

/** Both programs are run alike: a process of their own, which prints its time and its digest. */
function run(program: string, script: string, ...args: string[]): Pass {
  const argv = [join(import.meta.dirname, script), ...args]
  const { stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' })
  const [seconds, digest] = stdout.trim().split(' ')
  if (digest === undefined) throw new Error(stderr)
  return { seconds: Number(seconds), digest }
}

function convert(type: string, key: string, path: string): Pass {
  const bucketType = findBucketType(type)
  if (!bucketType) throw new Error(`no such type: ${type}`)
  const account = bucketType.accountInEvents ? { accountId: '123456789012' } : {}
  const object = { logFile: key, bucket: 'log-bucket', accountAlias: '', ...account }
  const info = { bucket: object.bucket, key, trailPrefix: `${key.split('/')[0]}/` }
  let seconds = Number.POSITIVE_INFINITY
  let bytes: Uint8Array = new Uint8Array(0)
  for (let pass = 0; pass < PASSES; pass++) {
    const start = process.cpuUsage()
    const writer = new EventWriter({ object, debugLevel: 0 })
    bucketType.decode(readFileSync(path), writer, info)
    bytes = writer.finish().bytes
    const { user, system } = process.cpuUsage(start)
    seconds = Math.min(seconds, (user + system) / 1e6)
  }
  return { seconds, digest: createHash('sha256').update(bytes).digest('hex') }
}

function compare(only: string, pairs: number, lines: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-text-'))
  for (const { type, key, line } of TEXT_SAMPLES.filter(({ type }) => only === 'all' || type === only)) {
    const path = join(folder, type)
    writeFileSync(path, Array.from({ length: lines }, (_, index) => `${line(index)}\n`).join(''))
    const ratios = Array.from({ length: pairs }, () => {
      const python = run('python3', 'text.py', type, key, path, String(PASSES))
      const ours = run(process.execPath, 'text.ts', '--pass', type, key, path)
      if (python.digest !== ours.digest) throw new Error(`${type}: the datagrams differ`)
      return python.seconds / ours.seconds
    }).sort((a, b) => a - b)
    const all = ratios.map((ratio) => ratio.toFixed(1)).join(' ')
    console.log(`${type.padEnd(15)} ${(ratios[pairs >> 1] ?? 0).toFixed(1)} (${all})`)
  }
  rmSync(folder, { recursive: true })
}

const [first = 'all', ...more] = process.argv.slice(2)
if (first === '--pass') {
  const [type = '', key = '', path = ''] = more
  const { seconds, digest } = convert(type, key, path)
  console.log(`${seconds} ${digest}`)
} else compare(first, Number(more[0] ?? 5), Number(more[1] ?? 20_000))
