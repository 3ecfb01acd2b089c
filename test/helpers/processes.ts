import { readFileSync } from 'node:fs'

/** @returns whether a process runs: not one that has ended and that its parent has not yet asked about */
export function isRunning(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.[0]
    return state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}
