import { hasInspector, inspectorRegions } from '../aws/regions.ts'
import * as messages from '../messages/service.ts'
import type { ServiceType } from './contract.ts'
import { inspector2Model } from './findings/inspector2-model.ts'
import { orderFinding } from './findings/model.ts'
import { type FindingKind, scanFindings } from './findings/scan.ts'

const KIND: FindingKind = {
  service: 'inspector',
  label: 'InspectorV2',
  title: 'Inspector V2',
  source: ({ connection, region }) => connection.findings(region),
  toEvent: (finding) => orderFinding(finding, inspector2Model),
  sourceName: () => 'inspector2',
}

/**
 * Amazon Inspector v2: findings that were updated since the last scan.
 *
 * @see https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html
 */
export const inspector: ServiceType = {
  name: 'inspector',
  regions: () => inspectorRegions,
  regionsLine: messages.supportedRegions(),
  regionError: (region) => (hasInspector(region) ? undefined : messages.unsupportedRegion(region)),
  open: () => ({ readRegion: (context) => scanFindings(context, KIND) }),
}
