import {
  type AwsOptions,
  type BucketOptions,
  DEFAULTS,
  type FlagValues,
  type Limits,
  type Options,
  type OutputOptions,
  type ServiceOptions,
  type SourceOptions,
  type SubscriberOptions,
} from '../options.ts'

type Values = Pick<FlagValues, keyof typeof DEFAULTS> & Partial<FlagValues>

/** Distributes the given flags over the parts of the options. @throws Error if none of them is a source */
export function optionsOf(given: Partial<FlagValues>): Options {
  const values: Values = { ...DEFAULTS, ...given }
  const { discardField: field, discardRegex: regex } = values
  const mode = modeOf(values)
  return Object.freeze({
    source: Object.freeze(
      sourceOf(mode === 'collect' ? values : { ...values, remove: false, removeLogStreams: false }),
    ),
    aws: Object.freeze(pick(values, AWS)),
    output: Object.freeze({ ...pick(values, OUTPUT), mode, ...removesOf(values), discard: { field, regex } }),
    limits: Object.freeze(pick(values, LIMITS)),
  })
}

function modeOf({ emit, commit, dryRun }: Values): OutputOptions['mode'] {
  if (dryRun) return 'dry-run'
  return emit === 'stdout' && !commit ? 'look' : 'collect'
}

function removesOf({ bucket, service, remove, removeLogStreams }: Values): Pick<OutputOptions, 'removes'> {
  if (bucket !== undefined && remove) return { removes: 'the objects' }
  return service !== undefined && removeLogStreams ? { removes: 'the log streams' } : {}
}

function sourceOf(values: Values): SourceOptions {
  const { bucket, service, subscriber } = values
  if (bucket !== undefined) return { kind: 'bucket', bucket, ...pick(values, BUCKET) }
  if (service !== undefined) return { kind: 'service', service, ...pick(values, SERVICE) }
  if (subscriber !== undefined) return { kind: 'subscriber', subscriber, ...pick(values, SUBSCRIBER) }
  throw new Error('no source')
}

/** The names of a part's members: the compiler reports a missing one. */
type Names<Part> = Readonly<Record<keyof Part, true>>

const READING = { regions: true, onlyLogsAfter: true, reparse: true, lookbackDays: true } as const
const BUCKET: Names<Omit<BucketOptions, 'kind' | 'bucket'>> = {
  ...READING,
  type: true,
  organizationId: true,
  accountIds: true,
  trailPrefix: true,
  trailSuffix: true,
  remove: true,
}
const SERVICE: Names<Omit<ServiceOptions, 'kind' | 'service'>> = {
  ...READING,
  logGroups: true,
  logStreams: true,
  removeLogStreams: true,
}
const SUBSCRIBER: Names<Pick<SubscriberOptions, 'queue'>> = { queue: true }
const AWS: Names<AwsOptions> = {
  accessKey: true,
  secretKey: true,
  profile: true,
  externalId: true,
  roleArn: true,
  roleDuration: true,
  stsEndpoint: true,
  serviceEndpoint: true,
  regions: true,
}
const OUTPUT: Names<Omit<OutputOptions, 'discard' | 'mode' | 'removes'>> = {
  emit: true,
  accountAlias: true,
  skipOnError: true,
  debugLevel: true,
  isJson: true,
  summaryFile: true,
}
const LIMITS: Names<Limits> = { maxObjectBytes: true, maxEps: true, pacing: true, deadline: true }

function pick<All extends object, Name extends keyof All>(
  values: All,
  names: Readonly<Record<Name, true>>,
): Pick<All, Name> {
  const given = Object.entries(values).filter(([name]) => Object.hasOwn(names, name))
  return Object.fromEntries(given) as Pick<All, Name>
}
