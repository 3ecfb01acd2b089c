import { mutate, Random } from './mutate.ts'
import type { Target } from './target.ts'

/** Milliseconds of CPU that an input may take. */
const MAX_MS = 1000
/** Bytes by which the memory of the process may grow. */
const MAX_GROWTH = 500 * 2 ** 20

/** A defect, and what shows it. */
export interface Finding {
  readonly target: string
  readonly input: Buffer
  readonly reason: string
}

/** Reads mutated samples. @param inputs how many, over all targets @returns a finding for each target that has one */
export async function fuzz(targets: readonly Target[], inputs: number, seed: number): Promise<Finding[]> {
  const findings: Finding[] = []
  const mostRss = process.memoryUsage().rss + MAX_GROWTH
  for (const [at, target] of targets.entries()) {
    const random = new Random(seed + at)
    for (let left = Math.ceil(inputs / targets.length); left > 0; left--) {
      const input = mutate(random.of(target.samples), target.samples, random)
      const reason = await defectOf(target, input, mostRss)
      if (reason === undefined) continue
      findings.push({ target: target.name, input, reason })
      break
    }
  }
  return findings
}

async function defectOf({ read }: Target, input: Buffer, mostRss: number): Promise<string | undefined> {
  const before = process.cpuUsage()
  try {
    await read(Buffer.from(input))
  } catch (cause) {
    return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  }
  const { user } = process.cpuUsage(before)
  if (user > MAX_MS * 1000) return `${user / 1e6} s of CPU`
  const { rss } = process.memoryUsage()
  return rss > mostRss ? `${rss} bytes of memory` : undefined
}
