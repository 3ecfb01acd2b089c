import type { Table } from '../output/table.ts'
import { type Figure, figureOf, show } from '../statistics.ts'
import { type RunningCloud, runOnce, type Sample, startCloud, type Variant } from './measure.ts'
import { type Shape, shapes } from './shapes.ts'

export interface MacroOptions {
  /** Of each figure. */
  readonly runs: number
  /** Share of the full size. */
  readonly scale: number
  /** True: each run is one of a pair with the yardstick. */
  readonly isPaired: boolean
  /** True: the studies have fewer rows. */
  readonly isQuick: boolean
  /** Names of the shapes that are measured. Default: all, and the studies of workers and of concurrency. */
  readonly only?: string
}

const WORKERS = [0, 1, 2]
const CONCURRENCY = [1, 2, 4, 8, 16, 32, 64]
const CONCURRENCY_QUICK = [1, 8, 64]
/** Few GETs at once take long: a part of the objects is enough. */
const CONCURRENCY_SCALE = 0.2

/** Whole runs of the program before a cloud and a reader in processes of their own. */
export async function macro(options: MacroOptions): Promise<readonly Table[]> {
  const { only, scale, runs, isQuick } = options
  const all = shapes(scale)
  const chosen = all.filter(({ name }) => only === undefined || name.startsWith(only))
  if (chosen.length === 0) throw new Error(`the shape is one of: ${all.map(({ name }) => name).join('; ')}`)
  const tables = [await wholeRuns(chosen, options)]
  if (only !== undefined) return tables
  const inTurn = (isQuick ? ['small'] : ['small', 'large'])
    .map((name) => all.find((shape) => shape.name === name))
    .filter((shape) => !!shape)
  const slow = shapes(scale * CONCURRENCY_SCALE).find(({ name }) => name === 'small, 20 ms')
  tables.push(await workersStudy(inTurn, runs))
  if (slow) tables.push(await concurrencyStudy(slow, isQuick ? CONCURRENCY_QUICK : CONCURRENCY, runs))
  return tables
}

async function wholeRuns(chosen: readonly Shape[], { runs, isPaired }: MacroOptions): Promise<Table> {
  const rows: string[][] = []
  const bars: Table['bars'][number][] = []
  for (const shape of chosen) {
    const [ours = [], yardstick = []] = await measureInTurn(shape, isPaired ? [{}, { isYardstick: true }] : [{}], runs)
    const ratios = isPaired ? (['wall', 'cpu'] as const).map((name) => ratioOf(yardstick, ours, name)) : []
    const { requests, events } = shapeOf(ours)
    rows.push([shape.name, ...costs(ours), busy(ours), String(events), String(requests), ...ratios.map(show)])
    const wall = figureOf(ours.map(({ wall }) => wall))
    bars.push({ label: shape.name, value: ratios[0] ?? wall })
  }
  const more = isPaired ? ['wall, times as fast', 'CPU, times less'] : []
  const head = ['shape', 'wall, s', 'CPU, s', 'peak, MB', 'reader busy, %', 'events', 'requests', ...more]
  const unit = isPaired ? 'times as fast as a plain sequential collector' : 'seconds of wall time'
  return { name: 'whole runs', head, rows, bars, unit }
}

async function workersStudy(chosen: readonly Shape[], runs: number): Promise<Table> {
  const rows: string[][] = []
  const bars: Table['bars'][number][] = []
  for (const shape of chosen) {
    const all = await measureInTurn(
      shape,
      WORKERS.map((workers) => ({ workers })),
      runs,
    )
    for (const [n, samples] of all.entries()) {
      rows.push([shape.name, String(WORKERS[n]), ...costs(samples)])
      bars.push({ label: `${shape.name}, workers: ${WORKERS[n]}`, value: figureOf(samples.map(({ wall }) => wall)) })
    }
  }
  return {
    name: 'workers',
    head: ['shape', 'workers', 'wall, s', 'CPU, s', 'peak, MB'],
    rows,
    bars,
    unit: 'seconds of wall time',
  }
}

async function concurrencyStudy(shape: Shape, limits: readonly number[], runs: number): Promise<Table> {
  const variants: readonly Variant[] = [...limits.map((concurrency) => ({ concurrency })), {}]
  const all = await measureInTurn(shape, variants, runs)
  const nameOf = (n: number) => String(variants[n]?.concurrency ?? 'not set')
  return {
    name: 'concurrency',
    head: ['max_concurrent_requests', 'wall, s', 'CPU, s', 'peak, MB'],
    rows: all.map((samples, n) => [nameOf(n), ...costs(samples)]),
    bars: all.map((samples, n) => ({ label: nameOf(n), value: figureOf(samples.map(({ wall }) => wall)) })),
    unit: `seconds of wall time, ${shape.events} events, ${shape.latencyMs} ms of latency`,
  }
}

/** Runs the variants in turn, so that a busy machine slows all of them. The first turn only warms up, if there are more. */
async function measureInTurn(shape: Shape, variants: readonly Variant[], runs: number): Promise<readonly Sample[][]> {
  const samples: Sample[][] = variants.map(() => [])
  const cloud = await startCloud(shape)
  try {
    for (let turn = runs > 1 ? -1 : 0; turn < runs; turn++) {
      for (const [n, sample] of (await turnOf(shape, cloud, variants)).entries())
        if (turn >= 0) samples[n]?.push(sample)
      process.stderr.write('.')
    }
    return samples
  } finally {
    cloud.stop()
  }
}

async function turnOf(shape: Shape, cloud: RunningCloud, variants: readonly Variant[]): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (const variant of variants) samples.push(await runOnce(shape, cloud, variant))
  const ours = samples.filter((_, n) => !variants[n]?.isYardstick).map(({ checksum }) => checksum)
  if (new Set(ours).size > 1) throw new Error(`${shape.name}: the events differ`)
  return samples
}

function shapeOf(samples: readonly Sample[]): Sample {
  const [first] = samples
  if (first === undefined) throw new Error('nothing was measured')
  return first
}

const costs = (samples: readonly Sample[]): string[] =>
  (['wall', 'cpu', 'megabytes'] as const).map((name) => show(figureOf(samples.map((sample) => sample[name]))))

const busy = (samples: readonly Sample[]): string =>
  show(figureOf(samples.map(({ readerCpu, wall }) => (100 * readerCpu) / wall)))

/** Pair by pair. */
function ratioOf(yardstick: readonly Sample[], ours: readonly Sample[], name: 'wall' | 'cpu'): Figure {
  return figureOf(ours.map((sample, n) => (yardstick[n]?.[name] ?? Number.NaN) / sample[name]))
}
