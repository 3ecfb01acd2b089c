import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Home, makeHome } from '../../test/helpers/home.ts'
import { LAUNCHER } from '../../test/helpers/run-cli.ts'
import { firstLine, type Received, startReader } from '../reader.ts'
import type { Shape } from './shapes.ts'

/** A way to do the work of a shape. */
export interface Variant {
  readonly isYardstick?: boolean
  /** Decoding threads. Default: what the program chooses. */
  readonly workers?: number
  /** `max_concurrent_requests` of the profile. Default: none, the program finds its level. */
  readonly concurrency?: number
}

/** What one run took. */
export interface Sample extends Received {
  /** Seconds. */
  readonly wall: number
  /** Seconds of CPU, of all threads. */
  readonly cpu: number
  /** Peak memory. */
  readonly megabytes: number
  /** That the cloud answered. */
  readonly requests: number
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const BUNDLE = path('../../dist/main.mjs')

/** A cloud in a process of its own. */
export interface RunningCloud {
  readonly url: string
  /** @returns the requests since the last call */
  prepare(): Promise<number>
  stop(): void
}

export async function startCloud({ cloud, latencyMs }: Pick<Shape, 'cloud' | 'latencyMs'>): Promise<RunningCloud> {
  const argv = [path('../cloud/index.ts'), JSON.stringify(cloud), String(latencyMs)]
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] })
  const url = `http://127.0.0.1:${await firstLine(child)}`
  return {
    url,
    prepare: async () => Number(await (await fetch(`${url}/prepare`, { method: 'POST' })).text()),
    stop: () => void child.kill(),
  }
}

/** Runs a shape once, in a fresh home and before a fresh reader. @throws Error when it fails or events are missing */
export async function runOnce(shape: Shape, cloud: RunningCloud, variant: Variant): Promise<Sample> {
  const { concurrency } = variant
  const limit = concurrency === undefined ? '' : `s3 =\n  max_concurrent_requests = ${concurrency}\n`
  const home = makeHome(cloud.url, { config: `[default]\nregion = us-east-1\n${limit}` })
  try {
    await cloud.prepare()
    const sample = await measured(home, commandOf(shape, variant), environmentOf(home, variant))
    if (sample.events !== shape.events) throw new Error(`${shape.name}: ${sample.events} of ${shape.events} events`)
    return { ...sample, requests: await cloud.prepare() }
  } finally {
    home.remove()
  }
}

function commandOf({ argv, yardstick }: Shape, { isYardstick, workers }: Variant): readonly string[] {
  if (isYardstick) return ['python3', ...yardstick]
  if (workers === undefined) return [LAUNCHER, ...argv]
  // The launcher takes no options of Node.js from its environment.
  const sizes = ['--max-semi-space-size=1', '--max-old-space-size=2000']
  return [process.execPath, '--no-warnings', ...sizes, '--import', path('workers.mjs'), BUNDLE, ...argv]
}

function environmentOf(home: Home, { workers }: Variant): NodeJS.ProcessEnv {
  const cache = path('../../dist/cache')
  const threads = workers === undefined ? {} : { BENCH_WORKERS: String(workers), NODE_COMPILE_CACHE: cache }
  // The caller's environment is where pyenv and others find the modules of the yardsticks.
  return { ...process.env, ...home.env, AWS_DEFAULT_REGION: 'us-east-1', ...threads }
}

async function measured(home: Home, command: readonly string[], env: NodeJS.ProcessEnv) {
  const reader = await startReader(home.socket)
  try {
    const run = spawn('python3', [path('measure.py'), ...command], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const errors: Buffer[] = []
    run.stderr.on('data', (part: Buffer) => errors.push(part))
    await once(run, 'close')
    const text = Buffer.concat(errors).toString().trim()
    const { exit, ...used } = JSON.parse(text.split('\n').at(-1) ?? '') as Used
    if (exit !== 0) throw new Error(`${command.join(' ')}: exit ${exit}\n${text}`)
    return { ...used, ...(await reader.end()) }
  } finally {
    reader.stop()
  }
}

/** What measure.py prints. */
interface Used extends Pick<Sample, 'wall' | 'cpu' | 'megabytes'> {
  readonly exit: number
}
