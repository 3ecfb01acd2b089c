import { AwsFailure } from '../../aws/failure.ts'
import { ExitCode, RunError } from '../../errors.ts'
import type { Line } from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { RegionContext } from '../contract.ts'

/** Names of requests in the contract's lines, by AWS's names. */
const REQUESTS: Readonly<Record<string, string>> = {
  DescribeLogGroups: 'get_log_groups',
  DescribeLogStreams: 'get_log_streams',
  GetLogEvents: 'get_log_events',
  DeleteLogStream: 'remove_log_stream',
}

/** A failed request, as the contract reports it; of another service, unchanged. @param more lines after it */
export function requestError(cause: AwsFailure, ...more: readonly Line[]): AwsFailure | RunError {
  const request = REQUESTS[cause.operation]
  if (request === undefined) return cause
  const code = cause.kind === 'unreachable' ? ExitCode.endpointUnreachable : ExitCode.throttled
  const line = { level: 'error', text: messages.requestFailed(request, cause.message) } as const
  return new RunError(code, [line, ...more], { cause })
}

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
