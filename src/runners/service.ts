import { type Connection, connect } from '../aws/index.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import type { ServiceOptions } from '../options.ts'
import { isClosedRegion } from '../services/closed-region.ts'
import { findService } from '../services/index.ts'
import type { ServiceType } from '../services/service-type.ts'
import type { Database } from '../state/database.ts'
import { openDatabase } from '../state/open-database.ts'
import { acquireRunLock } from '../state/run-lock.ts'
import type { Run } from './run.ts'

/**
 * `--service`: sends what a service has to tell, region by region. The path of an event, top to bottom: which regions
 * there are, what is new in each (the service's own file), sent, remembered.
 */
export async function runService(run: Run, options: ServiceOptions): Promise<void> {
  const service = findService(options.service)
  if (service === undefined) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const connection = await connectFor(run, options, service)
  const { regions, isDiscovered } = chooseRegions(options, service, connection)
  const closed: unknown[] = []
  let database: Database | undefined
  try {
    for (const region of regions) {
      run.stop.throwIfStopped()
      checkRegion(service, region)
      log.debug(1, messages.gettingAlerts(region))
      connection.announce()
      database ??= await openDatabase({
        home: run.home,
        name: 'aws_services',
        version: await run.version,
        stop: run.stop,
      })
      await readRegion(run, service, { options, connection, database, region, isDiscovered }).catch((cause) => {
        if (!isDiscovered || !isClosedRegion(cause, region !== regions[0])) throw cause
        closed.push(cause)
        log.debug(1, messages.regionSkipped(region, cause.message))
      })
    }
    if (closed.length > 0 && closed.length === regions.length) throw closed[0]
  } finally {
    database?.close()
    connection.close()
  }
}

/** A profile that cannot be used is met, as all that clients are made of, when the first region is come to. */
async function connectFor(
  { options: { aws }, env }: Run,
  options: ServiceOptions,
  service: ServiceType,
): Promise<Connection> {
  const [first] = options.regions
  if (first !== undefined) checkRegion(service, first)
  return connect(aws, env).catch((cause) => {
    if (first !== undefined) log.debug(1, messages.gettingAlerts(first))
    throw cause
  })
}

function chooseRegions(options: ServiceOptions, service: ServiceType, { profileRegion }: Connection) {
  if (options.regions.length > 0) return { regions: options.regions, isDiscovered: false }
  if (profileRegion !== undefined) return { regions: [profileRegion], isDiscovered: false }
  log.debug(1, service.regionsLine)
  return { regions: service.regions(), isDiscovered: true }
}

function checkRegion(service: ServiceType, region: string): void {
  const text = service.refusal(region)
  if (text !== undefined) throw new RunError(ExitCode.invalidRegion, [{ level: 1, text }])
}

interface Region {
  readonly options: ServiceOptions
  readonly connection: Connection
  readonly database: Database
  readonly region: string
  readonly isDiscovered: boolean
}

/** One run at a time reads a region of a service: what another has sent and stored is not sent again. */
async function readRegion(run: Run, service: ServiceType, region: Region): Promise<void> {
  const lock = await acquireRunLock({ home: run.home, bucketPath: region.region, type: service.name, stop: run.stop })
  try {
    await service.readRegion({ run, ...region })
  } finally {
    lock.release()
  }
}
