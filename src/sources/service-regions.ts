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
 * `--service`: sends the new events of a service, region by region. `service.open` returns the reader of regions. A
 * region that cannot be read does not prevent reading the others.
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
  const regionFailures = new RegionFailures(failures, isDiscovered)
  let database: Database | undefined
  try {
    for (const region of regions) {
      run.signal.throwIfAborted()
      if (refuses(service, region, failures)) continue
      log.debug(1, messages.gettingAlerts(region))
      run.report.began({ name: service.name }, { account: '', region })
      connection.logProfile()
      database ??= await state.open('aws_services')
      const isLast = region === regions.at(-1)
      const place = { state, connection, database, region, isDiscovered, isLast, failures }
      await readRegion(service, reading, { ...partOf(run, options, database), ...place }).then(
        () => regionFailures.wasRead(),
        (cause: unknown) => regionFailures.failed(region, cause),
      )
    }
    regionFailures.end()
    reading.end?.(failures)
    failures.throwFirst()
  } finally {
    database?.close()
    connection.close()
  }
}

/** An unusable profile is reported at the first region, where the Python module builds its client. */
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

/** Reports a region in which a service does not exist. @returns true if it does not */
function refuses(service: ServiceType, region: string, failures: FailureSink): boolean {
  const text = service.regionError(region)
  if (text !== undefined) failures.add(new RunError(ExitCode.invalidRegion, [{ level: 1, text }]))
  return text !== undefined
}

function partOf(run: Run, options: ServiceOptions, database: Database) {
  return {
    options,
    output: run.options.output,
    signal: run.signal,
    deliver: (deliveries: AsyncIterable<Delivery>) => deliver(run, rememberable(deliveries, database)),
  }
}

/** Checks before the first event that the state can be written. */
async function* rememberable(deliveries: AsyncIterable<Delivery>, database: Database): AsyncGenerator<Delivery> {
  for await (const delivery of deliveries) {
    if (delivery.batches) await database.ensureWritable()
    yield delivery
  }
}

/** Reads a region under a lock, so that two runs do not send the same events. */
async function readRegion(service: ServiceType, reading: ServiceReading, context: RegionContext): Promise<void> {
  const lock = await context.state.lock({ bucketPath: context.region, type: service.name })
  try {
    await reading.readRegion(context)
  } finally {
    lock.release()
  }
}
