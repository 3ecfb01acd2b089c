import { AwsFailure } from '../../aws/failure.ts'
import * as messages from '../../messages/service.ts'
import type { RegionContext } from '../contract.ts'
import { requestError } from './request-error.ts'

/** True if a failure affects more than one group: the network, the keys, or a region that nobody requested. */
export function endsRegion({ isDiscovered }: RegionContext, failure: AwsFailure): boolean {
  return failure.isGeneral || (isDiscovered && failure.kind === 'denied')
}

/** Reports a group that cannot be read. The line names it if there are several. */
function reportGroup({ failures, region, options }: RegionContext, group: string, cause: AwsFailure): void {
  const line = { level: 'error', text: messages.groupNotRead(group, region) } as const
  failures.add(requestError(cause, ...(options.logGroups.length > 1 ? [line] : [])))
}

/** Reports a failure that affects only this group. @throws any other failure */
export function tolerate(context: RegionContext, group: string, cause: unknown): undefined {
  if (!(cause instanceof AwsFailure) || endsRegion(context, cause)) throw cause
  reportGroup(context, group, cause)
}
