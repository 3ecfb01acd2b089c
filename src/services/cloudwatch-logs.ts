import { AwsFailure } from '../aws/failure.ts'
import { commercialRegions, isKnownRegion } from '../aws/regions.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import { openCloudWatchState } from '../state/cloudwatch-state.ts'
import { openIngestionState } from '../state/ingestion-state.ts'
import { type Day, dayOf, parts } from '../walker/day.ts'
import type { RegionContext, ServiceType } from './contract.ts'
import { requestError } from './logs/failures.ts'
import { groupChoice } from './logs/group-choice.ts'
import { groupDeliveries } from './logs/region-reader.ts'
import { Sightings } from './logs/sightings.ts'

/**
 * Amazon CloudWatch Logs: every message of the selected log groups, unchanged.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const cloudwatchLogs: ServiceType = {
  name: 'cloudwatchlogs',
  regions: commercialRegions,
  regionsLine: messages.allRegions(),
  regionError: (region) => (isKnownRegion(region) ? undefined : messages.invalidRegion(region)),
  open({ logGroups }) {
    const sightings = new Sightings(logGroups.map(groupChoice))
    return { readRegion: (context) => readRegion(context, sightings), end: (failures) => sightings.end(failures) }
  },
}

async function readRegion(context: RegionContext, sightings: Sightings): Promise<void> {
  const { options, database, state } = context
  const start = startOf(options.onlyLogsAfter)
  log.debug(1, messages.onlyLogs(options.onlyLogsAfter === undefined ? undefined : start))
  if (options.reparse) log.debug(1, messages.reparseOn())
  const positions = await openCloudWatchState(database)
  const own = await state.open('aws_s3')
  try {
    const marks = await openIngestionState(own)
    const groups = groupDeliveries(context, { sightings, start, states: { positions, marks } })
    await context.deliver(groups).finally(() => marks.flush())
    log.debug(1, messages.closing())
  } catch (cause) {
    throw cause instanceof AwsFailure ? requestError(cause, { level: 1, text: messages.closing() }) : cause
  } finally {
    own.close()
  }
}

function startOf(onlyLogsAfter: Day | undefined): number {
  const [year, month, date] = parts(onlyLogsAfter ?? dayOf(new Date()))
  return Date.UTC(Number(year), Number(month) - 1, Number(date))
}
