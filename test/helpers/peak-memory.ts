import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Home } from './home.ts'
import { type CliResult, spawnCli } from './run-cli.ts'

/**
 * The figure of getrusage would not do: it includes the memory of the process that started this one.
 *
 * @param pid the id of a process, or `self` @returns the most bytes that were resident; 0 if the process has ended
 */
export function peakMemoryOf(pid: number | 'self' | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** Runs the real program to its end. @returns also the most memory that was resident, in bytes */
export async function runMeasured(home: Home, argv: readonly string[]): Promise<CliResult & { peak: number }> {
  const run = spawnCli(home, argv)
  let peak = 0
  let ended = false
  const ends = run.result.finally(() => {
    ended = true
  })
  while (!ended) {
    peak = Math.max(peak, peakMemoryOf(run.process.pid))
    await sleep(20)
  }
  return { ...(await ends), peak }
}
