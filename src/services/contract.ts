import type { Connection } from '../aws/index.ts'
import type { Delivery } from '../delivery/contract.ts'
import type { OutputOptions, ServiceOptions } from '../options.ts'
import type { StateAccess } from '../state/access.ts'
import type { Database } from '../state/database.ts'

/** Takes failures that let the run go on: each is told at once, and decides the exit code at the end. */
export interface FailureSink {
  /** @param cause AwsFailure or RunError */
  add(cause: unknown): void
}

/** One region of a service, ready to be read. */
export interface RegionContext {
  readonly options: ServiceOptions
  readonly output: OutputOptions
  /** Aborted when the run must end early. */
  readonly signal: AbortSignal
  readonly connection: Connection
  readonly state: StateAccess
  /** `aws_services.db`. */
  readonly database: Database
  readonly region: string
  /** Neither `--regions` nor the profile asked for this region: what it does not have is no error. */
  readonly isDiscovered: boolean
  /** The last region of the run. */
  readonly isLast: boolean
  readonly failures: FailureSink
  /** Prints, sends and commits one after another, and returns when all are done. @throws also what the source throws */
  deliver(deliveries: AsyncIterable<Delivery>): Promise<void>
}

/** The reading of a service in one run. */
export interface ServiceReading {
  /** Reads a region to its end; regions come one after another. @throws RunError, AwsFailure */
  readRegion(context: RegionContext): Promise<void>
  /** When the regions are read: tells what only all of them together show. Default: nothing. */
  end?(failures: FailureSink): void
}

/** A service that is read region by region. One file under `src/services/`, one row in its registry. */
export interface ServiceType {
  /** Value of `--service`, in lower case. */
  readonly name: string
  /** Read when neither `--regions` nor the profile names a region; sorted. */
  readonly regions: () => readonly string[]
  /** Level-1 line that tells so. */
  readonly regionsLine: string
  /** Level-1 line that tells why a region cannot be read (exit 22); undefined: it can. */
  regionError(region: string): string | undefined
  /** Starts the reading of a run. */
  open(options: ServiceOptions): ServiceReading
}
