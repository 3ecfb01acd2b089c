import { hasInspector, inspectorRegions } from '../aws/regions.ts'
import * as log from '../log.ts'
import * as messages from '../messages/service.ts'
import type { JsonObject } from '../python/value.ts'
import type { ServiceType } from './contract.ts'
import { classicModel } from './findings/classic-model.ts'
import { orderFinding } from './findings/model.ts'
import { type FindingKind, scanFindings } from './findings/scan.ts'

const KIND: FindingKind = {
  service: 'inspector-classic',
  label: 'Inspector',
  title: 'Inspector Classic',
  source: ({ connection, region }) => connection.classicFindings(region),
  toEvent,
  sourceName,
}

/**
 * Amazon Inspector Classic, which AWS has shut down: findings that were created since the last scan. Emulators still
 * offer its API.
 *
 * @see https://docs.aws.amazon.com/inspector/v1/APIReference/API_DescribeFindings.html
 */
export const inspectorClassic: ServiceType = {
  name: 'inspector-classic',
  regions: () => inspectorRegions,
  regionsLine: messages.supportedRegions(),
  regionError: (region) => (hasInspector(region) ? undefined : messages.unsupportedRegion(region)),
  open: () => {
    log.debug(1, messages.inspectorClassicEnded())
    return { readRegion: (context) => scanFindings(context, KIND) }
  },
}

/** `service` names the origin of the finding: it becomes `source`. */
function toEvent(finding: JsonObject): JsonObject {
  const event = orderFinding(finding, classicModel)
  event.delete('service')
  return event
}

function sourceName(finding: JsonObject): string {
  const service = finding.get('service')
  return typeof service === 'string' ? service.toLowerCase() : 'inspector'
}
