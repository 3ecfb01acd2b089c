import { hostRegion } from '../../aws/endpoints.ts'
import { partitionOf } from '../../aws/regions.ts'
import type { AwsOptions, Options } from '../../options.ts'
import { allow, type Condition, type PolicyDocument, policyDocument, type TrustDocument } from './document.ts'
import { type PolicyFacts, statementsOf } from './statements.ts'

export interface LeastPolicy {
  /** For the reader of the logs: the role if there is one, otherwise the caller. */
  readonly permissions: PolicyDocument
  readonly role?: {
    /** For the identity that assumes it. */
    readonly caller: PolicyDocument
    readonly trust: TrustDocument
  }
}

/**
 * The least IAM policy for a run with these options: its actual calls, on the resources that it reads.
 * `sts:GetCallerIdentity` needs no permission.
 *
 * @param options with a known type, service or subscriber
 */
export function leastPolicy(options: Options, facts: PolicyFacts = {}): LeastPolicy {
  const { roleArn } = options.aws
  const place = { partition: partitionFor(options.aws, facts), account: accountOf(roleArn) ?? '*' }
  const permissions = policyDocument(statementsOf(options, { ...facts, ...place }))
  if (roleArn === undefined) return { permissions }
  const caller = policyDocument([allow('AssumeRole', ['sts:AssumeRole'], [roleArn])])
  return { permissions, role: { caller, trust: trustDocument(options.aws, facts, place) } }
}

/** `aws`, `aws-cn`, `aws-us-gov`: the second part of every ARN. */
function partitionFor({ roleArn, regions, serviceEndpoint }: AwsOptions, { region }: PolicyFacts): string {
  const ofRole = roleArn?.split(':')[1]
  const ofEndpoint = serviceEndpoint === undefined ? undefined : hostRegion(new URL(serviceEndpoint).hostname)
  const known = ofEndpoint ?? regions[0] ?? region
  return ofRole ?? (known === undefined ? 'aws' : partitionOf(known).name)
}

const accountOf = (arn: string | undefined): string | undefined => arn?.split(':')[4] || undefined

function trustDocument(
  { externalId }: AwsOptions,
  { principal }: PolicyFacts,
  { partition, account }: { readonly partition: string; readonly account: string },
): TrustDocument {
  const condition: Condition | undefined =
    externalId === undefined ? undefined : { StringEquals: { 'sts:ExternalId': externalId } }
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal ?? `arn:${partition}:iam::${account}:root` },
        Action: 'sts:AssumeRole',
        Condition: condition,
      },
    ],
  }
}
