import { AwsFailure } from '../aws/failure.ts'
import { commercialRegions, isKnownRegion } from '../aws/regions.ts'
import { suggestion } from '../cli/suggestion.ts'
import { runErrorOf } from '../delivery/failures.ts'
import { ExitCode, RunError } from '../errors.ts'
import { missingHomes, queueSocket } from '../home.ts'
import * as messages from '../messages/next-step.ts'
import type { Env, Options, SourceOptions } from '../options.ts'
import { askedType } from './check-source.ts'
import { profileCheck } from './doctor/access.ts'
import { failedCall } from './doctor/explain.ts'

interface FailedRun {
  readonly options: Options
  readonly home: string
  readonly env: Env
}

/**
 * Where a run failed and what to do about it: what the recorded lines do not name.
 *
 * @param cause what ended it
 * @returns undefined: there is nothing to add
 */
export async function nextStep(cause: unknown, run: FailedRun): Promise<string | undefined> {
  const error = rootOf(runErrorOf(cause))
  const find = BY_CODE[error.exitCode]
  const advice = find === undefined ? adviceOfCall(error, run) : await find(error, run)
  return advice === undefined ? undefined : messages.nextStep(whereOf(run.options), advice)
}

/** The lines of an error that was told at once are with its cause. */
function rootOf(error: RunError): RunError {
  return error.lines.length === 0 && error.cause instanceof RunError ? rootOf(error.cause) : error
}

type Find = (error: RunError, run: FailedRun) => string | undefined | Promise<string | undefined>

const BY_CODE: Readonly<Partial<Record<ExitCode, Find>>> = {
  // Somebody ended it.
  [ExitCode.usage]: () => undefined,
  [ExitCode.terminated]: () => undefined,
  [ExitCode.brokenPipe]: () => undefined,
  [ExitCode.databaseUnusable]: databaseAdvice,
  [ExitCode.databaseNotCreated]: databaseAdvice,
  [ExitCode.objectProcessing]: messages.object,
  [ExitCode.decompress]: messages.object,
  [ExitCode.parse]: messages.object,
  [ExitCode.managerNotRunning]: (_, { home }) => messages.socket(queueSocket(home)),
  [ExitCode.send]: (_, { home }) => (missingHomes(home) ? undefined : messages.socket(queueSocket(home))),
  [ExitCode.invalidType]: (_, { options }) => unknownType(options.source),
  [ExitCode.invalidRegion]: (_, { options }) => unknownRegion(options.source),
  [ExitCode.queueNotFound]: messages.queue,
  [ExitCode.profileValue]: profileAdvice,
  [ExitCode.profileNotFound]: profileAdvice,
}

/** Where there is no home at all, the recorded line says so, and what to do. */
function databaseAdvice(_: RunError, { home }: FailedRun): string | undefined {
  return missingHomes(home) ? undefined : messages.database()
}

function whereOf({ source, aws: { profile = 'default' } }: Options): string {
  if (source.kind === 'bucket') return messages.bucket(source.bucket, source.trailPrefix, source.type, profile)
  if (source.kind === 'service') return messages.service(source.service, source.regions, profile)
  return messages.subscriber(source.subscriber, source.queue ?? '', profile)
}

async function profileAdvice(_: RunError, { options, env }: FailedRun): Promise<string | undefined> {
  const { status, text, advice } = (await profileCheck(options.aws, env)).check
  return status === 'failed' ? messages.profile(text, advice) : undefined
}

function unknownType(source: SourceOptions): string {
  const { flag, name, known } = askedType(source)
  return messages.unknownType(flag.replace(/.*\//, ''), name, suggestion(name, known), known)
}

function unknownRegion(source: SourceOptions): string | undefined {
  if (source.kind === 'subscriber') return undefined
  const unknown = source.regions.find((region) => !isKnownRegion(region))
  if (unknown !== undefined) return messages.unknownRegion(unknown, suggestion(unknown, commercialRegions()))
  const [region] = source.regions
  return source.kind === 'service' && region !== undefined
    ? messages.unsupportedRegion(source.regions.join(','), source.service)
    : undefined
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 's3:ListBucket',
  GetObject: 's3:GetObject',
  DeleteObject: 's3:DeleteObject',
}

/** Codes that say enough by themselves. */
const TELLING: ReadonlySet<ExitCode> = new Set([ExitCode.credentials, ExitCode.emptyBucket, ExitCode.noLogsUnderPrefix])

/** What the doctor would say of a call of AWS that failed. */
function adviceOfCall(error: RunError, { options }: FailedRun): string | undefined {
  // Only an object that could not be fetched ends a run with this code and without a cause.
  if (error.exitCode === ExitCode.unknown && error.cause === undefined) return messages.object()
  const failure = error.cause instanceof AwsFailure ? error.cause : undefined
  if (failure === undefined && !TELLING.has(error.exitCode)) return undefined
  const { advice } = failedCall('call', error, failure && PERMISSIONS[failure.operation])
  return advice && messages.doctor(advice, doctorFlags(options))
}

function doctorFlags({ source, aws: { profile } }: Options): string {
  const named = profile === undefined ? '' : ` --aws_profile ${profile}`
  if (source.kind === 'bucket') return `--bucket ${source.bucket} --type ${source.type}${named}`
  if (source.kind === 'service') return `--service ${source.service}${named}`
  return `--subscriber ${source.subscriber} --queue ${source.queue ?? ''}${named}`
}
