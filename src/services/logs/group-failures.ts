import { AwsFailure } from '../../aws/failure.ts'
import * as messages from '../../messages/service.ts'
import type { RegionContext } from '../contract.ts'
import { requestError } from './request-error.ts'

/** Whether a failure concerns more than one group: the way to AWS, the keys, or a region that nobody asked for. */
export function endsRegion({ isDiscovered }: RegionContext, failure: AwsFailure): boolean {
  return failure.isGeneral || (isDiscovered && failure.kind === 'denied')
}

/** Tells of a group that cannot be read. It is named where there is more than one. */
function tellOf({ failures, region, options }: RegionContext, group: string, cause: AwsFailure): void {
  const line = { level: 'error', text: messages.groupNotRead(group, region) } as const
  failures.add(requestError(cause, ...(options.logGroups.length > 1 ? [line] : [])))
}

/** Tells of a failure that concerns this group alone. @throws any other one */
export function tolerate(context: RegionContext, group: string, cause: unknown): undefined {
  if (!(cause instanceof AwsFailure) || endsRegion(context, cause)) throw cause
  tellOf(context, group, cause)
}
