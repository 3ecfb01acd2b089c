import type { bucketTypes } from '../../buckets/index.ts'
import type { BucketOptions, Options, ServiceOptions, SubscriberOptions } from '../../options.ts'
import type { services } from '../../services/index.ts'
import { type GroupChoice, groupChoice } from '../../services/logs/group-choice.ts'
import { type NamePattern, namePattern } from '../../services/logs/streams.ts'
import type { subscribers } from '../../subscribers/index.ts'
import { wordList } from '../../word-list.ts'
import { allow, type Condition, literal, type Statement } from './document.ts'

/** Facts that the flags of a run do not contain. */
export interface PolicyFacts {
  /** Region of the profile or the environment: it decides the partition if no flag does. */
  readonly region?: string | undefined
  /** Buckets of the objects that a queue names; may contain `*`. Default: all. */
  readonly buckets?: readonly string[] | undefined
  /** ARNs of the keys that encrypt the objects. Default: any key, but only for these objects. */
  readonly kmsKeys?: readonly string[] | undefined
  /** ARN of the identity that assumes the role. Default: every identity that the role's account allows. */
  readonly principal?: string | undefined
}

export interface Place extends PolicyFacts {
  readonly partition: string
  /** 12 digits, or `*`. */
  readonly account: string
}

export function statementsOf({ source }: Options, place: Place): readonly Statement[] {
  if (source.kind === 'bucket') return bucketStatements(source, place)
  if (source.kind === 'service') return SERVICES[source.service as keyof typeof services](source, place)
  return subscriberStatements(source, place)
}

const BUCKET_TYPES: Readonly<Partial<Record<keyof typeof bucketTypes, readonly Statement[]>>> = {
  vpcflow: [allow('DescribeFlowLogs', ['ec2:DescribeFlowLogs'], ['*'])],
}

function bucketStatements({ bucket, trailPrefix, remove, type }: BucketOptions, place: Place): readonly Statement[] {
  const arn = `arn:${place.partition}:s3:::${bucket}`
  const objects = `${arn}/${literal(trailPrefix)}*`
  const prefix = { StringLike: { 's3:prefix': `${literal(trailPrefix)}*` } }
  return [
    allow('ListBucket', ['s3:ListBucket'], [arn], trailPrefix === '' ? undefined : prefix),
    allow('ReadObjects', ['s3:GetObject'], [objects]),
    ...(remove ? [allow('DeleteObjects', ['s3:DeleteObject'], [objects])] : []),
    decrypt('DecryptObjects', 's3', [arn, objects], place),
    ...(BUCKET_TYPES[type as keyof typeof bucketTypes] ?? []),
  ]
}

/**
 * S3 and SQS use keys on behalf of the reader, with the ARN of what they decrypt.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
function decrypt(sid: string, service: 's3' | 'sqs', arns: readonly string[], place: Place): Statement {
  const { partition, kmsKeys = [`arn:${partition}:kms:*:*:key/*`] } = place
  const condition: Condition = {
    StringLike: { 'kms:ViaService': `${service}.*`, [`kms:EncryptionContext:aws:${service}:arn`]: arns },
  }
  return allow(sid, ['kms:Decrypt'], kmsKeys, condition)
}

const SERVICES: Readonly<
  Record<keyof typeof services, (options: ServiceOptions, place: Place) => readonly Statement[]>
> = {
  cloudwatchlogs: logStatements,
  inspector: () => [allow('ListFindings', ['inspector2:ListFindings'], ['*'])],
  'inspector-classic': () => [allow('ReadFindings', ['inspector:ListFindings', 'inspector:DescribeFindings'], ['*'])],
}

function logStatements(options: ServiceOptions, place: Place): readonly Statement[] {
  const { logGroups, logStreams, removeLogStreams } = options
  const regions = options.regions.length > 0 ? options.regions : ['*']
  const choices = logGroups.map(groupChoice)
  const groups = choices.flatMap((choice) => groupArns(choice, regions, place))
  // Streams are listed by their group; names of streams narrow what is read.
  const listed = groups.map((arn) => `${arn}:*`)
  const names = logStreams.length > 0 ? logStreams.map((name) => withWildcard(namePattern(name))) : ['*']
  const streams = groups.flatMap((arn) => names.map((name) => `${arn}:log-stream:${name}`))
  const everyGroup = regions.map((region) => groupArn(region, place.account, '*', place))
  return [
    ...(choices.some(({ isPrefix }) => isPrefix)
      ? [allow('ListLogGroups', ['logs:DescribeLogGroups'], everyGroup)]
      : []),
    allow('ListLogStreams', ['logs:DescribeLogStreams'], listed),
    allow('ReadLogEvents', ['logs:GetLogEvents'], streams),
    ...(removeLogStreams ? [allow('DeleteLogStreams', ['logs:DeleteLogStream'], streams)] : []),
  ]
}

/** A group given by its ARN is in one region, and may belong to another account. */
function groupArns(choice: GroupChoice, regions: readonly string[], place: Place): readonly string[] {
  const { region, accountId = place.account } = choice
  return (region === undefined ? regions : [region]).map((each) =>
    groupArn(each, accountId, withWildcard(choice), place),
  )
}

function groupArn(region: string, account: string, name: string, { partition }: Place): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${name}`
}

function withWildcard({ text, isPrefix }: NamePattern): string {
  return literal(text) + (isPrefix ? '*' : '')
}

/** Default buckets of a subscriber's objects; without the partition. */
const BUCKETS_OF: Readonly<Record<keyof typeof subscribers, string>> = {
  buckets: '*',
  security_hub: '*',
  security_lake: 'aws-security-data-lake-*',
}

function subscriberStatements({ subscriber, queue }: SubscriberOptions, place: Place): readonly Statement[] {
  const { partition, account, buckets = [BUCKETS_OF[subscriber as keyof typeof subscribers]] } = place
  const queueArn = `arn:${partition}:sqs:*:${account}:${queue ?? '*'}`
  const arns = buckets.map((bucket) => `arn:${partition}:s3:::${bucket}`)
  const objects = arns.map((arn) => `${arn}/*`)
  return [
    allow(
      'ReadQueue',
      wordList(`
        sqs:GetQueueUrl sqs:GetQueueAttributes sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility`),
      [queueArn],
    ),
    decrypt('DecryptMessages', 'sqs', [queueArn], { ...place, kmsKeys: [`arn:${partition}:kms:*:*:key/*`] }),
    allow('ReadObjects', ['s3:GetObject'], objects),
    decrypt('DecryptObjects', 's3', [...arns, ...objects], place),
  ]
}
