import { readFileSync } from 'node:fs'

const INTERVAL_MS = 200
const QUARTERS = 4

/** Memory of a process (VmRSS) while it runs. */
export class MemorySamples {
  readonly #kilobytes: number[] = []
  readonly #timer: NodeJS.Timeout

  /** Starts at once. */
  constructor(pid: number | undefined) {
    this.#timer = setInterval(() => {
      const kilobytes = residentKilobytes(pid)
      if (kilobytes !== undefined) this.#kilobytes.push(kilobytes)
    }, INTERVAL_MS)
  }

  get seconds(): number {
    return Math.round((this.#kilobytes.length * INTERVAL_MS) / 1000)
  }

  /** @returns the median of each quarter of the time, in KiB @throws Error if the process ended too soon to be sampled */
  end(): readonly number[] {
    clearInterval(this.#timer)
    const count = this.#kilobytes.length
    if (count < QUARTERS) throw new Error(`only ${count} samples of memory`)
    return Array.from({ length: QUARTERS }, (_, n) =>
      median(this.#kilobytes.slice((n * count) / QUARTERS, ((n + 1) * count) / QUARTERS)),
    )
  }
}

/** @returns undefined: the process has ended */
function residentKilobytes(pid: number | undefined): number | undefined {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return found === undefined ? undefined : Number(found)
  } catch {
    return undefined
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
