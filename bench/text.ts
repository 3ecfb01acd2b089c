import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBucketType } from '../src/buckets/index.ts'
import { EventWriter } from '../src/transform/event-writer.ts'
import { TEXT_SAMPLES, type TextSample } from './text-samples.ts'

// How much less CPU our conversion of each text format takes than Python's csv.DictReader and json.dumps, in pairs on
// the same file. Prints the ratio of each type; a difference in the datagrams is an error.
//   node bench/text.ts [type] [pairs, default 5] [lines, default 20000]

const REPEATS = 5
const [, , only = '', pairs = '5', lines = '20000'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'bench-text-'))

function ours({ type, key }: TextSample, path: string): { seconds: number; digest: string } {
  const bucketType = findBucketType(type)
  if (!bucketType) throw new Error(`no such type: ${type}`)
  const account = bucketType.accountInEvents ? { accountId: '123456789012' } : {}
  const object = { logFile: key, bucket: 'log-bucket', accountAlias: '', ...account }
  let seconds = Number.POSITIVE_INFINITY
  let bytes: Uint8Array = new Uint8Array(0)
  for (let turn = 0; turn < REPEATS; turn++) {
    const start = process.cpuUsage()
    const writer = new EventWriter({ object, debugLevel: 0 })
    bucketType.decode(readFileSync(path), writer, { bucket: object.bucket, key, trailPrefix: key.split('/')[0] ?? '' })
    bytes = writer.finish().bytes
    const { user, system } = process.cpuUsage(start)
    seconds = Math.min(seconds, (user + system) / 1e6)
  }
  return { seconds, digest: createHash('sha256').update(bytes).digest('hex') }
}

function python({ type, key }: TextSample, path: string): { seconds: number; digest: string } {
  const script = join(import.meta.dirname, 'text.py')
  const { stdout, stderr } = spawnSync('python3', [script, type, key, path, String(REPEATS)], { encoding: 'utf8' })
  const [seconds, digest] = stdout.trim().split(' ')
  if (digest === undefined) throw new Error(stderr)
  return { seconds: Number(seconds), digest }
}

for (const sample of TEXT_SAMPLES.filter(({ type }) => only === '' || type === only)) {
  const path = join(folder, sample.type)
  writeFileSync(path, Array.from({ length: Number(lines) }, (_, index) => `${sample.line(index)}\n`).join(''))
  const ratios: number[] = []
  for (let pair = 0; pair < Number(pairs); pair++) {
    const a = python(sample, path)
    const b = ours(sample, path)
    if (a.digest !== b.digest) throw new Error(`${sample.type}: the datagrams differ`)
    ratios.push(a.seconds / b.seconds)
  }
  ratios.sort((a, b) => a - b)
  const shown = ratios.map((ratio) => ratio.toFixed(1)).join(' ')
  console.log(`${sample.type.padEnd(15)} ${(ratios[ratios.length >> 1] ?? 0).toFixed(1)} (${shown})`)
}
rmSync(folder, { recursive: true })
