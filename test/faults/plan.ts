import type { Outcome } from './scene.ts'

/** A fault to be survived. */
export interface Plan {
  readonly group: string
  readonly fault: string
  /** Part of the short form, too. */
  readonly isShort: boolean
  /** Events that may be sent twice at most; lost ones never may. Default 0. */
  readonly mostTwice?: number
  /** Spends its time waiting, so that it costs nothing beside the others. */
  readonly isIdle?: boolean
  /** Why it cannot be run here; undefined: it can. */
  readonly skipped?: string | undefined
  /** @throws Error when something else is wrong */
  run(): Promise<Outcome>
}
