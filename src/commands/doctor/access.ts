import { readFile, stat } from 'node:fs/promises'
import type { Diagnosis } from '../../aws/diagnosis.ts'
import { AwsFailure } from '../../aws/failure.ts'
import type { Probe } from '../../aws/probe.ts'
import { readConfigFiles } from '../../aws/profile/config-files.ts'
import { BadValue } from '../../aws/profile/values.ts'
import { readSettings, type Settings } from '../../aws/settings.ts'
import { suggestion } from '../../cli/suggestion.ts'
import { ExitCode, RunError } from '../../errors.ts'
import * as messages from '../../messages/doctor.ts'
import type { AwsOptions, Env } from '../../options.ts'
import { type Check, failed, ok, skipped } from './check.ts'
import { failedCall } from './explain.ts'
import { brokenLine, iniSections, keyLine, profilePlace } from './ini-lines.ts'

/** Checks the profile and the way to AWS; settings are missing if the profile cannot be used. */
export async function profileCheck(options: AwsOptions, env: Env): Promise<{ check: Check; settings?: Settings }> {
  const files = await readAwsFiles(env)
  try {
    const settings = await readSettings(options, env)
    return { check: await foundProfile(settings, files), settings }
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause
    return { check: unusableProfile(options.profile ?? 'default', files, cause) }
  }
}

interface AwsFile {
  readonly path: string
  /** Undefined if the file is missing or cannot be read. */
  readonly text: string | undefined
}

interface AwsFiles {
  readonly config: AwsFile
  readonly credentials: AwsFile
}

async function readAwsFiles(env: Env): Promise<AwsFiles> {
  const { configPath, credentialsPath } = await readConfigFiles(env)
  const read = async (path: string) => ({ path, text: await readFile(path, 'utf8').catch(() => undefined) })
  return { config: await read(configPath), credentials: await read(credentialsPath) }
}

async function foundProfile({ options, env, profileName }: Settings, files: AwsFiles) {
  if (options.accessKey !== undefined) return ok('profile', messages.keysOfFlags())
  if (options.profile === undefined && env.AWS_ACCESS_KEY_ID) return ok('profile', messages.keysOfEnvironment())
  const places = [files.config, files.credentials].flatMap(({ path, text }) => {
    const place = text === undefined ? undefined : profilePlace(text, profileName)
    return place === undefined ? [] : [messages.place(place.header, path, place.line)]
  })
  if (places.length === 0) {
    if (options.profile === undefined) return skipped('profile', messages.noProfileAsked())
    return missingProfile(options.profile, files)
  }
  const check = ok('profile', places.join(', '))
  const open = await stat(files.credentials.path).then(
    ({ mode }) => (mode & 0o077) !== 0,
    () => false,
  )
  return open ? { ...check, advice: messages.othersCanRead(files.credentials.path) } : check
}

function unusableProfile(profile: string, { config, credentials }: AwsFiles, cause: RunError): Check {
  if (cause.exitCode === ExitCode.profileNotFound) return missingProfile(profile, { config, credentials })
  const bad = cause.cause instanceof BadValue ? cause.cause : undefined
  const text = config.text ?? ''
  const place = profilePlace(text, profile)
  if (bad === undefined || place === undefined) return failedCall('profile', cause)
  const line = keyLine(text, place, bad.key) ?? place.line
  return failed('profile', messages.badValue(bad.key, bad.message), messages.correctLine(config.path, line))
}

function missingProfile(profile: string, { config, credentials }: AwsFiles): Check {
  const names = [config, credentials].flatMap(({ text = '' }) =>
    iniSections(text).map(({ header }) => header.replace(/^profile\s+/, '')),
  )
  const known = [...new Set(names)]
  const broken = [config, credentials].flatMap(({ path, text = '' }) => {
    const found = brokenLine(text)
    return found === undefined ? [] : [messages.brokenLine(path, found.line, found.text)]
  })
  const advice = broken[0] ?? messages.addProfile(profile, suggestion(profile, known))
  return failed('profile', messages.noProfile(profile, [config.path, credentials.path], known), advice)
}

/** Reports the region of the clients without their own, and where it comes from. */
export function regionCheck({ region, profile, options, env }: Settings, regionError: string | undefined): Check {
  if (regionError !== undefined) return failed('region', regionError, messages.regionAdvice())
  if (options.regions.length > 0) return ok('region', messages.regionsOfFlags(options.regions))
  if (region === undefined) return ok('region', messages.noRegion())
  const isOfEnvironment = region !== profile.region && region === (env.AWS_REGION || env.AWS_DEFAULT_REGION)
  return ok('region', messages.regionFound(region, isOfEnvironment))
}

const TOLERATED_SKEW_MS = 5 * 60_000

/** Checks whether the endpoint answers, through which proxy, and with which clock. */
export async function endpointChecks(probe: () => Promise<Probe>): Promise<readonly Check[]> {
  let found: Probe
  try {
    found = await probe()
  } catch (cause) {
    return [failedCall('endpoint', cause)]
  }
  const { url, proxy, stranger, clockOffsetMs } = found
  const through = messages.endpoint(url, proxy)
  if (stranger !== undefined) return [failed('endpoint', messages.stranger(url, stranger), messages.strangerAdvice())]
  return [ok('endpoint', through), ...(clockOffsetMs === undefined ? [] : [clockCheck(clockOffsetMs)])]
}

function clockCheck(offsetMs: number): Check {
  const text = messages.clock(Math.round(offsetMs / 1000))
  return Math.abs(offsetMs) > TOLERATED_SKEW_MS ? failed('clock', text, messages.clockAdvice()) : ok('clock', text)
}

/** Reports whose keys a run would use. @param isNeeded true if the run itself asks STS */
export async function credentialsCheck(diagnosis: Diagnosis, isNeeded: boolean): Promise<Check> {
  try {
    const { account, arn } = await diagnosis.whoAmI()
    return ok('credentials', messages.whoAmI(arn, account))
  } catch (cause) {
    const isUnreachable = cause instanceof AwsFailure && cause.kind === 'unreachable'
    const check = failedCall('credentials', cause)
    return isUnreachable && !isNeeded ? { ...check, status: 'skipped', advice: messages.stsNotNeeded() } : check
  }
}
