import type { AwsOptions } from '../../options.ts'
import { asAccessError, SESSION_NAME } from './chain.ts'
import { type CredentialSource, renewing } from './renewing.ts'
import type { Sts } from './sts.ts'

/**
 * Keys of the role of `--iam_role_arn`, renewed while the run lasts; without a role those it is given.
 *
 * @throws RunError 3 when the role is refused, AwsFailure when STS cannot be reached or throttles
 */
export function withRole(options: AwsOptions, sts: Sts, base: CredentialSource): CredentialSource {
  const { roleArn, externalId, roleDuration } = options
  if (roleArn === undefined) return base
  const role = {
    arn: roleArn,
    sessionName: SESSION_NAME,
    ...(externalId !== undefined && { externalId }),
    ...(roleDuration !== undefined && { duration: roleDuration }),
  }
  return renewing(async () => {
    try {
      return await sts.assumeRole(role, base)
    } catch (cause) {
      throw asAccessError(roleArn, cause)
    }
  })
}
