import type { Emitter } from './emit/types.ts'
import type { Options } from './options.ts'

/** What every source gets from the process edge. */
export interface Run {
  readonly options: Options
  /** Home of the manager or agent. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The manager's version, such as `v4.14.7`, if it tells; asked for while the run already works. */
  readonly version: Promise<string | undefined>
  /** Aborted when the run must end early; its reason is a RunError. */
  readonly signal: AbortSignal
  readonly emitter: Emitter
  readonly counts: Counts
}

/** What a run did; shown in its last line ("Counts" in docs/improvements.md). */
export interface Counts {
  objects: number
  discarded: number
  failed: number
  /** Objects whose keys say that they are none of the type's. */
  passedOver: number
  /** One of their keys. */
  passedOverKey?: string
}

/** Counts an object that is passed over because its key says that it is none of the type's. */
export function countPassedOver({ counts }: Run, key: string): void {
  counts.passedOver++
  counts.passedOverKey ??= key
}
