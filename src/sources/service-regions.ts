import { type Connection, connect } from '../aws/index.ts'
import type { Delivery } from '../delivery/contract.ts'
import { deliver } from '../delivery/deliver.ts'
import { Failures } from '../delivery/failures.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import type { ServiceOptions } from '../options.ts'
import type { Run } from '../run.ts'
import type { FailureSink, RegionContext, ServiceReading, ServiceType } from '../services/contract.ts'
import { findService } from '../services/index.ts'
import { stateOf } from '../state/access.ts'
import type { Database } from '../state/database.ts'
import { RegionFailures } from './region-failures.ts'

/**
 * `--service`: sends what a service has to tell, region by region. The path of an event, top to bottom: which regions
 * there are, what is new in each (the service's own file), sent, remembered. A region that cannot be read keeps no other
 * from being read.
 */
export async function readService(run: Run, options: ServiceOptions): Promise<void> {
  const service = findService(options.service)
  if (service === undefined) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const failures = new Failures()
  if (options.regions.length > 0 && options.regions.every((region) => refuses(service, region, failures))) {
    failures.throwFirst()
  }
  const connection = await connectFor(run, options)
  const { regions, isDiscovered } = chooseRegions(options, service, connection)
  const reading = service.open(options)
  const state = stateOf(run)
  const troubles = new RegionFailures(failures, isDiscovered)
  let database: Database | undefined
  try {
    for (const region of regions) {
      run.signal.throwIfAborted()
      if (refuses(service, region, failures)) continue
      log.debug(1, messages.gettingAlerts(region))
      connection.logProfile()
      database ??= await state.open('aws_services')
      const isLast = region === regions.at(-1)
      const place = { state, connection, database, region, isDiscovered, isLast, failures }
      await readRegion(service, reading, { ...partOf(run, options), ...place }).then(
        () => troubles.wasRead(),
        (cause: unknown) => troubles.failed(region, cause),
      )
    }
    troubles.end()
    reading.end?.(failures)
    failures.throwFirst()
  } finally {
    database?.close()
    connection.close()
  }
}

/** A profile that cannot be used is met, as all that clients are made of, when the first region is come to. */
async function connectFor({ options: { aws }, env }: Run, { regions: [first] }: ServiceOptions): Promise<Connection> {
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

/** Whether a service cannot be read in a region, which is told. */
function refuses(service: ServiceType, region: string, failures: FailureSink): boolean {
  const text = service.refusal(region)
  if (text !== undefined) failures.add(new RunError(ExitCode.invalidRegion, [{ level: 1, text }]))
  return text !== undefined
}

/** What a service gets to know of the run. */
function partOf(run: Run, options: ServiceOptions) {
  return {
    options,
    output: run.options.output,
    signal: run.signal,
    deliver: (deliveries: AsyncIterable<Delivery>) => deliver(run, deliveries),
  }
}

/** One run at a time reads a region of a service: what another has sent and stored is not sent again. */
async function readRegion(service: ServiceType, reading: ServiceReading, context: RegionContext): Promise<void> {
  const lock = await context.state.lock({ bucketPath: context.region, type: service.name })
  try {
    await reading.readRegion(context)
  } finally {
    lock.release()
  }
}
