// How much faster queues and log groups are read than by a plain sequential Python collector on the same work.
//
//   node bench/sources.ts queue|logs|idle-logs [--latency MS] [--pairs N] [--count N] [--alone]
//
// queue: COUNT notifications (1,000) of objects with 20 events. logs: COUNT messages (100,000) of 230 bytes in 20 streams.
// idle-logs: COUNT streams (1,000) that were read before, 3 of which have news. Each pair runs both in turn on the same
// cloud (a process of its own) before a reader of its own; quote the ratios, never a single time. --alone: ours only.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Home, makeHome } from '../test/helpers/home.ts'
import { LAUNCHER } from '../test/helpers/run-cli.ts'

interface Figures {
  readonly wall: number
  readonly cpu: number
  readonly megabytes: number
  readonly events: number
}

interface Shape {
  readonly count: number
  readonly cloud: (count: string) => readonly string[]
  readonly ours: readonly string[]
  readonly yardstick: readonly string[]
  /** Asked of the cloud before each run. */
  readonly before: '/reset' | '/news' | '/'
  /** A run before the one that is measured. */
  readonly isSecondRun?: true
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const today = String(new Date().setUTCHours(0, 0, 0, 0))
const LOGS = {
  ours: ['--service', 'cloudwatchlogs', '-g', 'app', '-r', 'us-east-1'],
  yardstick: [here('yardstick-logs.py'), 'app', today],
}
const SHAPES: Readonly<Record<string, Shape>> = {
  queue: {
    count: 1000,
    cloud: (count) => ['queue', count],
    ours: ['--subscriber', 'buckets', '--queue', 'bench'],
    yardstick: [here('yardstick-queue.py'), 'bench'],
    before: '/reset',
  },
  logs: { ...LOGS, count: 100_000, cloud: (count) => ['logs', count, '20'], before: '/' },
  'idle-logs': { ...LOGS, count: 1000, cloud: (count) => ['logs', count, count], before: '/news', isSecondRun: true },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    latency: { type: 'string', default: '0' },
    pairs: { type: 'string', default: '3' },
    count: { type: 'string' },
    alone: { type: 'boolean', default: false },
  },
})
const shape = SHAPES[positionals[0] ?? '']
if (shape === undefined) throw new Error(`the shape is one of ${Object.keys(SHAPES).join(', ')}`)

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return line
}

/** Runs a command before a reader, and measures it. */
async function measure(home: Home, command: readonly string[]): Promise<Figures> {
  const reader = spawn('python3', [here('reader.py'), home.socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  await firstLine(reader)
  const env = { ...process.env, ...home.env, HOME: home.env.HOME, AWS_DEFAULT_REGION: 'us-east-1' }
  const run = spawn('python3', [here('measure.py'), ...command], { env, stdio: ['ignore', 'inherit', 'pipe'] })
  const errors: string[] = []
  run.stderr.on('data', (part: Buffer) => errors.push(part.toString()))
  await once(run, 'close')
  const events = firstLine(reader)
  spawn('python3', ['-c', END, home.socket])
  const figures = JSON.parse(errors.join('').trim().split('\n').at(-1) ?? '') as Omit<Figures, 'events'> & {
    exit: number
  }
  if (figures.exit !== 0) throw new Error(errors.join(''))
  return { ...figures, events: Number(await events) }
}

const END = 'import socket,sys; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"END", sys.argv[1])'

async function timed(url: string, { before, isSecondRun }: Shape, command: readonly string[]): Promise<Figures> {
  const home = makeHome(url, { config: '[default]\nregion = us-east-1\n' })
  try {
    if (isSecondRun) await measure(home, command)
    await fetch(`${url}${before}`, { method: 'POST', body: '{}' })
    return await measure(home, command)
  } finally {
    home.remove()
  }
}

const show = (name: string, { wall, cpu, megabytes, events }: Figures) =>
  console.log(`${name}: ${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of CPU, ${megabytes.toFixed(0)} MB, ${events} events`)

const [kind = '', ...size] = shape.cloud(values.count ?? String(shape.count))
const cloud = spawn(process.execPath, [here('cloud.ts'), kind, values.latency, ...size], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const url = `http://127.0.0.1:${await firstLine(cloud)}`
try {
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    const ours = await timed(url, shape, [LAUNCHER, ...shape.ours])
    show('ours', ours)
    if (values.alone) continue
    const yardstick = await timed(url, shape, ['python3', ...shape.yardstick])
    show('yardstick', yardstick)
    const ratio = (name: 'wall' | 'cpu') => (yardstick[name] / ours[name]).toFixed(1)
    console.log(`times as fast: wall ${ratio('wall')}, CPU ${ratio('cpu')}`)
  }
} finally {
  cloud.kill()
}
