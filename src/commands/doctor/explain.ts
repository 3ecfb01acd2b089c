import { AwsFailure } from '../../aws/failure.ts'
import { ExitCode, RunError } from '../../errors.ts'
import * as messages from '../../messages/doctor.ts'
import { advice } from '../../messages/doctor-advice.ts'
import { type Check, failed, ok } from './check.ts'

/** Tries a call. @param call returns the text of a check that is fine @param permission see {@link failedCall} */
export async function triedCall(name: string, permission: string, call: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, await call())
  } catch (cause) {
    return failedCall(name, cause, permission)
  }
}

/**
 * Explains a failed call, and gives advice.
 *
 * @param permission permission that the call needs: `s3:GetObject`
 * @throws cause if it is an error of neither AWS nor a run
 */
export function failedCall(name: string, cause: unknown, permission?: string): Check {
  const failure = cause instanceof RunError && cause.cause instanceof AwsFailure ? cause.cause : cause
  if (failure instanceof AwsFailure) return failed(name, failure.message, adviceFor(failure, permission))
  if (!(failure instanceof RunError)) throw cause
  const errors = failure.lines.filter(({ level }) => level === 'error')
  const text = (errors.length > 0 ? errors : failure.lines).map(({ text }) => text.trim()).join('; ')
  return failed(name, text, adviceForExit(failure.exitCode))
}

function adviceFor({ kind, code, message }: AwsFailure, permission: string | undefined): string {
  switch (kind) {
    case 'denied':
      return adviceForDenied(code, message, permission)
    case 'credentials':
      return advice.wrongSecret()
    case 'not-found':
      return advice.notFound(code)
    case 'throttled':
      return advice.throttled()
    case 'clock-skew':
      return advice.clock()
    case 'unreachable':
      return adviceForUnreachable(code, message)
    case 'other':
      return /PermanentRedirect|IllegalLocationConstraint|AuthorizationHeaderMalformed/.test(code)
        ? advice.wrongRegion()
        : advice.other(code)
  }
}

function adviceForDenied(code: string, message: string, permission: string | undefined): string {
  if (/Expired/.test(code)) return advice.expired()
  if (/InvalidAccessKeyId|InvalidClientTokenId|InvalidToken|UnrecognizedClient|AuthFailure/.test(code)) {
    return advice.unknownKey()
  }
  const [, action, resource] = /not authorized to perform: ([\w:-]+)(?: on resource: "?([^\s"]+))?/.exec(message) ?? []
  const needed = action ?? permission
  if (needed === undefined) return advice.deniedSomehow()
  if (needed === 'kms:Decrypt') return advice.allowKey(resource)
  return needed === 'sts:AssumeRole' ? advice.allowRole() : advice.allow(needed, resource)
}

function adviceForUnreachable(code: string, message: string): string {
  if (/proxy: /.test(message)) return advice.proxy()
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return advice.name()
  if (/CERT|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO/.test(code)) return advice.certificate()
  return code === 'ECONNREFUSED' ? advice.refused() : advice.noAnswer()
}

function adviceForExit(code: ExitCode): string {
  switch (code) {
    case ExitCode.credentials:
      return advice.noKeys()
    case ExitCode.profileNotFound:
      return advice.noProfile()
    case ExitCode.emptyBucket:
    case ExitCode.noLogsUnderPrefix:
      return advice.nothingThere()
    default:
      return messages.seeTroubleshooting(code)
  }
}
