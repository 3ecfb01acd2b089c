import type { Table } from '../output/table.ts'
import { digits, figureOf, show } from '../statistics.ts'
import { commitCase } from './commit.ts'
import type { MicroCase } from './contract.ts'
import { inflateCase } from './inflate.ts'
import { scanCase, writeCase } from './json.ts'
import { listingCase } from './listing.ts'
import { sendCase } from './send.ts'

export interface MicroOptions {
  /** Pairs of turns. */
  readonly rounds: number
  /** Milliseconds of CPU that a turn takes, at least. */
  readonly turnMs: number
}

interface Turn {
  /** Seconds of CPU, of all threads, and of wall time, a pass. */
  readonly cpu: number
  readonly wall: number
}

const CASES = [inflateCase, scanCase, writeCase, sendCase, listingCase, commitCase]

/** Parts of the program beside their native limits, in one process, in turn: so a busy machine slows both. */
export async function micro(options: MicroOptions): Promise<Table> {
  const rows: string[][] = []
  const bars: Table['bars'][number][] = []
  for (const create of CASES) {
    const one = await create()
    try {
      const pairs = await measure(one, options)
      const share = (name: keyof Turn) => figureOf(pairs.map(({ ours, native }) => (100 * native[name]) / ours[name]))
      const rate = (side: 'ours' | 'native') =>
        digits(figureOf(pairs.map((pair) => one.amount / pair[side].cpu)).median)
      bars.push({ label: one.name, value: share('cpu') })
      rows.push([
        one.name,
        `${rate('ours')} ${one.unit}/s`,
        `${rate('native')} ${one.unit}/s`,
        one.limit,
        show(share('cpu')),
        show(share('wall')),
      ])
    } finally {
      await one.close?.()
    }
    process.stderr.write('.')
  }
  const head = ['part', 'ours', 'native', 'native code', 'share of its speed by CPU, %', 'by wall time, %']
  return { name: 'parts', head, rows, bars, unit: 'share of the speed of native code, by CPU, %' }
}

interface Pair {
  readonly ours: Turn
  readonly native: Turn
}

async function measure(one: MicroCase, { rounds, turnMs }: MicroOptions): Promise<readonly Pair[]> {
  const ours = () => one.ours()
  const native = () => one.native()
  const counts = { ours: await passesFor(ours, turnMs), native: await passesFor(native, turnMs) }
  const pairs: Pair[] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({ ours: await turn(ours, counts.ours), native: await turn(native, counts.native) })
  }
  return pairs
}

async function turn(pass: MicroCase['ours'], passes: number): Promise<Turn> {
  const [start, used] = [performance.now(), process.cpuUsage()]
  for (let n = 0; n < passes; n++) await pass()
  const { user, system } = process.cpuUsage(used)
  return { cpu: (user + system) / 1e6 / passes, wall: (performance.now() - start) / 1e3 / passes }
}

/** Passes of one turn. Finding them warms the code up. */
async function passesFor(pass: MicroCase['ours'], turnMs: number): Promise<number> {
  for (let passes = 1; ; passes *= 2) {
    const { cpu } = await turn(pass, passes)
    if (cpu * passes * 1e3 >= turnMs) return passes
  }
}
