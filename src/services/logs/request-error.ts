import type { AwsFailure } from '../../aws/failure.ts'
import { ExitCode, RunError } from '../../errors.ts'
import type { Line } from '../../log.ts'
import * as messages from '../../messages/service.ts'

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
