import type { Connection } from '../aws/index.ts'
import type { Delivery } from '../delivery/contract.ts'
import type { OutputOptions, ServiceOptions } from '../options.ts'
import type { StateAccess } from '../state/access.ts'
import type { Database } from '../state/database.ts'

/** Takes failures after which the run continues: each is reported at once, and decides the exit code at the end. */
export interface FailureSink {
  add(cause: unknown): void
}

export interface RegionContext {
  readonly options: ServiceOptions
  readonly output: OutputOptions
  readonly signal: AbortSignal
  readonly connection: Connection
  readonly state: StateAccess
  /** `aws_services.db`. */
  readonly database: Database
  readonly region: string
  /** True if neither `--regions` nor the profile named this region: then missing resources are not an error. */
  readonly isDiscovered: boolean
  readonly isLast: boolean
  readonly failures: FailureSink
  /**
   * Prints, sends and commits deliveries one after another, and returns when all are done. @throws the errors of the
   * source too
   */
  deliver(deliveries: AsyncIterable<Delivery>): Promise<void>
}

export interface ServiceReading {
  /** Reads a region to its end; regions come one after another. @throws RunError, AwsFailure */
  readRegion(context: RegionContext): Promise<void>
  /** Called after all regions: reports what only all of them together show. Default: nothing. */
  end?(failures: FailureSink): void
}

/** A service that is read region by region. One file under `src/services/`, one row in its registry. */
export interface ServiceType {
  /** Value of `--service`, in lower case. */
  readonly name: string
  /** The regions that are read if neither `--regions` nor the profile names one; sorted. */
  readonly regions: () => readonly string[]
  /** Level-1 line about those regions. */
  readonly regionsLine: string
  /** @returns the level-1 line that says why a region cannot be read (exit 22); undefined if it can */
  regionError(region: string): string | undefined
  open(options: ServiceOptions): ServiceReading
}
