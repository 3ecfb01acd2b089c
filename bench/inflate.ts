import { createRequire } from 'node:module'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expandStream } from '../src/objects/expand-stream.ts'
import { gunzip } from '../src/objects/gzip.ts'
import { cloudTrailFile } from './records.ts'

// Ways to expand gzip files of several sizes, in MB of output a second of CPU; the best of several turns of each:
//   node bench/inflate.ts
// zlib-sync takes part once it is compiled for our Node.js: (cd bench && PATH=../node_modules/.bin:$PATH npm install)

interface ZlibSync {
  readonly Z_SYNC_FLUSH: number
  readonly Inflate: new (options: {
    windowBits: number
    chunkSize: number
  }) => { push(bytes: Uint8Array, flush: number): void; readonly result: Uint8Array }
}

const PIECE = 64 * 1024
const LIMIT = 2 ** 31
/** Keeps every instance of zlib-sync: collecting one ends a process of Node 24. */
const kept: unknown[] = []

type Way = (bytes: Buffer, size: number) => number | Promise<number>

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

async function streamed(bytes: Uint8Array): Promise<number> {
  async function* chunks() {
    yield* pieces(bytes)
  }
  let size = 0
  for await (const output of expandStream(chunks(), 'a.gz', LIMIT)) size += output.length
  return size
}

function zlibSync({ Inflate, Z_SYNC_FLUSH }: ZlibSync, parts: Iterable<Uint8Array>, chunkSize: number): number {
  const inflate = new Inflate({ windowBits: 31, chunkSize })
  kept.push(inflate)
  let size = 0
  for (const part of parts) {
    inflate.push(part, Z_SYNC_FLUSH)
    size += inflate.result.length
  }
  return size
}

function ways(library: ZlibSync | undefined): Record<string, Way> {
  const own: Record<string, Way> = {
    'node gunzipSync': (bytes) => gunzipSync(bytes).length,
    'ours, whole': (bytes) => gunzip(bytes, LIMIT).length,
    'ours, in pieces': streamed,
  }
  if (library === undefined) return own
  return {
    ...own,
    'zlib-sync, one push': (bytes, size) => zlibSync(library, [bytes], Math.min(size + 1, 2 ** 20)),
    'zlib-sync, 64 KiB pushes': (bytes) => zlibSync(library, pieces(bytes), PIECE),
  }
}

function compiledLibrary(): ZlibSync | undefined {
  try {
    return createRequire(import.meta.url)('zlib-sync')
  } catch {
    console.log('zlib-sync is not compiled, so it takes no part.')
    return undefined
  }
}

const named = Object.entries(ways(compiledLibrary()))
for (const [label, records, turns] of [
  ['5 KB', 4, 2000],
  ['50 KB', 36, 500],
  ['1 MB', 720, 50],
  ['200 MB', 144_000, 1],
] as const) {
  const text = Buffer.from(cloudTrailFile(records))
  const bytes = gzipSync(text)
  console.log(`${label}: ${text.length} bytes, compressed ${bytes.length}`)
  const best = new Map<string, number>()
  for (let round = 0; round < 4; round++) {
    for (const [name, way] of named) {
      const start = process.cpuUsage()
      for (let turn = 0; turn < turns; turn++) {
        if ((await way(bytes, text.length)) !== text.length) throw new Error(`${name}: wrong size`)
      }
      const { user, system } = process.cpuUsage(start)
      best.set(name, Math.max(best.get(name) ?? 0, (text.length * turns) / (user + system)))
    }
  }
  for (const [name, rate] of best) console.log(`  ${name.padEnd(26)} ${rate.toFixed(0).padStart(5)}`)
}
