import type { Connection } from '../aws/index.ts'
import type { ServiceOptions } from '../options.ts'
import type { Run } from '../runners/run.ts'
import type { Database } from '../state/database.ts'

/** One region of a service, ready to be read. */
export interface RegionContext {
  readonly run: Run
  readonly options: ServiceOptions
  readonly connection: Connection
  /** `aws_services.db`. */
  readonly database: Database
  readonly region: string
  /** Neither `--regions` nor the profile asked for this region: what it does not have is no error. */
  readonly isDiscovered: boolean
}

/** A service that is read region by region. One file under `src/services/`, one row in its registry. */
export interface ServiceType {
  /** Value of `--service`, in lower case. */
  readonly name: string
  /** Read when neither `--regions` nor the profile names a region; sorted. */
  readonly regions: () => readonly string[]
  /** Level-1 line that tells so. */
  readonly regionsLine: string
  /** Level-1 line that ends the run (exit 22) when a region cannot be read; undefined: it can. */
  refusal(region: string): string | undefined
  /** Reads a region to its end. @throws RunError, AwsFailure */
  readRegion(context: RegionContext): Promise<void>
}
