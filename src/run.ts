import type { Emitter } from './emit/types.ts'
import type { Env, Options } from './options.ts'
import type { RunReport } from './report/contract.ts'

/** A run, as passed to every source. */
export interface Run {
  readonly options: Options
  readonly home: string
  readonly env: Env
  /** Version of the manager, such as `v4.14.7`, requested in the background; undefined if unknown. */
  readonly version: Promise<string | undefined>
  /** Aborted when the run must end early; its reason is a RunError. */
  readonly signal: AbortSignal
  /** Aborted a second after {@link signal}: until then the current delivery may be finished. */
  readonly finishing: AbortSignal
  readonly emitter: Emitter
  readonly counts: Counts
  readonly report: RunReport
}

/** Counts of a run, printed in its last line ("Counts" in docs/improvements.md). */
export interface Counts {
  objects: number
  discarded: number
  failed: number
  /** Objects whose keys do not belong to the type. */
  passedOver: number
  /** The first of their keys. */
  passedOverKey?: string
}

/** Counts an object whose key does not belong to the type. */
export function countPassedOver({ counts }: Run, key: string): void {
  counts.passedOver++
  counts.passedOverKey ??= key
}
