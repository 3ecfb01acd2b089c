import { ExitCode, RunError } from '../../errors.ts'
import type { Line } from '../../log.ts'
import * as messages from '../../messages/aws.ts'
import type { ConfigFiles, Section, Sections } from './config-files.ts'
import { type ProxySettings, readProxy } from './proxy.ts'
import { defaultTuning, readTuning, type Tuning } from './tuning.ts'
import { BadValue, requireInteger } from './values.ts'

type RetryMode = 'legacy' | 'standard' | 'adaptive'

export interface RetrySettings {
  readonly mode: RetryMode
  /** Number of attempts, including the first. */
  readonly maxAttempts: number
}

export interface Profile {
  /** Its name, without the word `profile`. */
  readonly name: string
  readonly region?: string | undefined
  readonly retries: RetrySettings
  readonly tuning: Tuning
  readonly proxy?: ProxySettings | undefined
  /** All keys of the section, for the settings that AWS's own tools define (`use_fips_endpoint`, `role_arn`, …). */
  readonly section: Section
  /** Endpoints of the section `[services NAME]` to which the profile points: `s3.endpoint_url`. */
  readonly services: Section
  /** Lines of the contract about it, for level 2. */
  readonly lines: readonly string[]
}

const DEFAULT_RETRIES: RetrySettings = { mode: 'standard', maxAttempts: 10 }
const MODES: readonly RetryMode[] = ['legacy', 'standard', 'adaptive']

/**
 * Reads a profile.
 *
 * @param asked `--aws_profile`. Default: `default`
 * @throws RunError 23 if there is a config file without that profile, 17 if a value is invalid
 */
export function readProfile(files: ConfigFiles, asked?: string): Profile {
  const name = asked ?? 'default'
  if (files.config === undefined) return withoutFile(name)
  const label = sectionLabel(files.config, asked)
  const section = files.config[label.replace(' ', '.')]
  if (section === undefined) throw notFound(label)
  const lines: string[] = []
  try {
    return readSection(name, label, section, files.config, lines)
  } catch (cause) {
    throw cause instanceof BadValue ? invalid(lines, cause) : cause
  }
}

/**
 * A profile is the section of its name, or otherwise `profile NAME`. The default one keeps its bare name if both are
 * missing.
 */
function sectionLabel(sections: Sections, asked: string | undefined): string {
  const name = asked ?? 'default'
  if (sections[name] !== undefined) return name
  if (asked === undefined && sections[`profile.${name}`] === undefined) return name
  return `profile ${name}`
}

function readSection(name: string, label: string, section: Section, all: Sections, lines: string[]): Profile {
  const region = section.region || undefined
  lines.push(region === undefined ? messages.noRegion(label) : messages.regionAdded(region))
  const retries = readRetries(section)
  const { mode, maxAttempts } = DEFAULT_RETRIES
  lines.push(retries === undefined ? messages.defaultRetries(mode, maxAttempts) : messages.profileRetries(label))
  const tuning = readTuning(section, name)
  const proxy = readProxy(section, name)
  lines.push(messages.configCreated(label))
  return {
    name,
    retries: retries ?? DEFAULT_RETRIES,
    tuning,
    section,
    services: all[`services.${section.services}`] ?? {},
    lines,
    region,
    proxy,
  }
}

function readRetries(section: Section): RetrySettings | undefined {
  const { retry_mode: mode, max_attempts: attempts } = section
  if (mode === undefined && attempts === undefined) return undefined
  requireInteger('max_attempts', attempts)
  const maxAttempts = attempts === undefined ? DEFAULT_RETRIES.maxAttempts : Number(attempts)
  if (maxAttempts < 0) throw new BadValue('max_attempts', `'${attempts}' is below zero`)
  const known = mode === undefined ? DEFAULT_RETRIES.mode : MODES.find((m) => m === mode)
  if (known === undefined) throw new BadValue('retry_mode', `'${mode}' is none of ${MODES.join(', ')}`)
  // AWS reads zero as no retries.
  return { mode: known, maxAttempts: Math.max(1, maxAttempts) }
}

function withoutFile(name: string): Profile {
  const { mode, maxAttempts } = DEFAULT_RETRIES
  return {
    name,
    retries: DEFAULT_RETRIES,
    tuning: defaultTuning,
    section: {},
    services: {},
    lines: [messages.noConfigFile(mode, maxAttempts)],
  }
}

function notFound(label: string): RunError {
  return new RunError(ExitCode.profileNotFound, [
    { level: 'error', text: messages.noProfile(label) },
    { level: 2, text: messages.profileRegionNeeded(label) },
  ])
}

/** Lines about the valid values come first, as they would without the bad value. */
function invalid(read: readonly string[], cause: BadValue): RunError {
  const before = read.map((text): Line => ({ level: 2, text }))
  const detail = messages.invalidValue(cause.key, cause.message)
  const error: Line = { level: 'error', text: cause.isExtension ? detail : messages.invalidProfile() }
  const lines = [...before, error, ...(cause.isExtension ? [] : [{ level: 1, text: detail } as const])]
  return new RunError(ExitCode.profileValue, lines, { cause })
}
