import type { AwsOptions } from '../../options.ts'
import type { CredentialProvider } from '../transport/sign.ts'
import { asAccessError } from './chain.ts'
import { refreshing } from './refreshing.ts'
import type { Sts } from './sts.ts'

/**
 * @param base keys that assume the role
 * @returns keys of the role of `--iam_role_arn`, refreshed during the run; without a role, the keys of `base`
 * @throws RunError 3 if the role is refused, AwsFailure if STS cannot be reached or throttles
 */
export function withRole(
  { roleArn, externalId, roleDuration }: Pick<AwsOptions, 'roleArn' | 'externalId' | 'roleDuration'>,
  sts: Sts,
  base: CredentialProvider,
): CredentialProvider {
  if (roleArn === undefined) return base
  const role = { arn: roleArn, externalId, durationSeconds: roleDuration }
  return refreshing(async () => {
    try {
      return await sts.assumeRole(role, base)
    } catch (cause) {
      throw asAccessError(roleArn, cause)
    }
  })
}
