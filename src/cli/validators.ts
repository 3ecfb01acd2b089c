import { endpointUrl } from '../endpoint-url.ts'
import type { DebugLevel } from '../log.ts'
import * as messages from '../messages/cli.ts'
import { compilePythonRegex } from '../python/regex/compile.ts'
import { RegexFailure } from '../python/regex/failure.ts'
import { isGroupArn } from '../services/logs/group-choice.ts'

/*
 * Each function takes the text of a value and gives what the options hold. It throws an Error whose message says what is
 * wrong with the text; the caller puts the flag's name in front.
 */

export function asTyped(text: string): string {
  return text
}

export function fileName(text: string): string {
  if (text === '' || text.endsWith('/')) throw new Error(messages.invalidFileName(text))
  return text
}

export function lowerCase(text: string): string {
  return text.toLowerCase()
}

/**
 * The elements without the spaces around them. Empty ones (`a,b,`) do not count, but there must be another: an option
 * that names nothing must not mean everything.
 */
export function commaList(text: string): readonly string[] {
  const elements = trimmed(text).filter((element) => element !== '')
  if (elements.length === 0) throw new Error(messages.namesNothing(text))
  return elements
}

function trimmed(text: string): readonly string[] {
  return text.split(',').map((element) => element.trim())
}

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const NEVER_A_BUCKET =
  /\.\.|^\d+\.\d+\.\d+\.\d+$|^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function bucketName(text: string): string {
  if (!BUCKET_NAME.test(text) || NEVER_A_BUCKET.test(text)) throw new Error(messages.invalidBucketName(text))
  return text
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
export function queueName(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(text)) throw new Error(messages.invalidQueueName())
  return text
}

/**
 * Each once: the accounts of a run are worked on at the same time. An empty element is no account either.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
 */
export function accountIds(text: string): readonly string[] {
  const ids = trimmed(text)
  if (!ids.every((id) => /^\d{12}$/.test(id))) throw new Error(messages.invalidAccountIds(text))
  return [...new Set(ids)]
}

/**
 * Any partition, and any account or none: other makers of S3 and STS have their own. A role's path may hold nearly anything.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function roleArn(text: string): string {
  if (!/^arn:[\w-]+:iam::[\w-]*:role\/([!-~]+\/)?[\w+=,.@-]+$/.test(text)) throw new Error(messages.invalidRoleArn())
  return text
}

const MIN_ROLE_DURATION = 900
const MAX_ROLE_DURATION = 3600

/** Seconds. */
export function roleDuration(text: string): number {
  const seconds = integer(text)
  if (seconds === undefined) throw new Error(messages.roleDurationNotNumber())
  if (seconds < MIN_ROLE_DURATION || seconds > MAX_ROLE_DURATION) {
    throw new Error(messages.roleDurationOutOfRange(MIN_ROLE_DURATION, MAX_ROLE_DURATION))
  }
  return seconds
}

const TO_AVOID = /[\\{}^%`[\]'"<>~#|]|&(apos|quot|amp|lt|gt|#13|#10);/

/**
 * Empty, or ending in one slash more than typed unless there is one. The documentation lets a path end in a backslash, too,
 * which stands for the slash.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html#object-key-guidelines
 */
export function path(text: string): string {
  const bare = text.endsWith('\\') ? text.slice(0, -1) : text
  if (TO_AVOID.test(bare)) throw new Error(messages.invalidCharacter(text))
  return bare === '' || bare.endsWith('/') ? bare : `${bare}/`
}

/** Names, starts of names (`a*`) and ARNs. */
export function logGroups(text: string): readonly string[] {
  if (TO_AVOID.test(text)) throw new Error(messages.invalidCharacter(text))
  const groups = commaList(text)
  const bad = groups.find((group) => group.startsWith('arn:') && !isGroupArn(group))
  if (bad !== undefined) throw new Error(messages.invalidGroupArn(bad))
  return groups
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `2024-JAN-31` as `20240131`; the month in any case, a day that the calendar has. */
export function date(text: string): string {
  const [, year = '', monthName = '', day = ''] = /^(\d{4})-([A-Za-z]{3})-(\d{1,2})$/.exec(text) ?? []
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1
  const iso = `${year}-${twoDigits(month)}-${day.padStart(2, '0')}`
  const time = Date.parse(`${iso}T00:00:00Z`)
  // A day beyond the month's last is either no date or one of the next month, depending on the engine.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(iso)) throw new Error(messages.invalidDate(text))
  return iso.replaceAll('-', '')
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/**
 * Unique and sorted; an empty element is no region. Only the form is checked, so that a region newer than this program is no usage error: `us-east-1`,
 * `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export function regions(text: string): readonly string[] {
  const bad = text.split(',').find((name) => !/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(name.trim()))
  if (bad !== undefined) throw new Error(messages.invalidRegionFormat(bad))
  return [...new Set(trimmed(text))].sort()
}

/** With its scheme. */
export function endpoint(text: string): string {
  const url = endpointUrl(text)
  if (url === undefined) throw new Error(messages.invalidEndpoint(text))
  return url
}

/** @throws Error that says what is wrong with the expression */
export function pythonRegex(text: string): string {
  try {
    compilePythonRegex(text)
  } catch (cause) {
    throw cause instanceof RegexFailure ? new Error(messages.badRegex(cause)) : cause
  }
  return text
}

/** Any integer, as before: levels below 0 print as 0, levels above 3 as 3. */
export function debugLevel(text: string): DebugLevel {
  const level = integer(text)
  if (level === undefined) throw new Error(messages.invalidInteger(text))
  return Math.min(Math.max(level, 0), 3) as DebugLevel
}

/** Days; at most ten years. */
export function lookbackDays(text: string): number {
  return wholeNumber(text, 0, 3650)
}

/** Bytes. */
export function maxObjectBytes(text: string): number {
  return wholeNumber(text, 1, Number.MAX_SAFE_INTEGER)
}

/** Events a second; 0: no ceiling. */
export function maxEps(text: string): number {
  return wholeNumber(text, 0, 1_000_000)
}

/** Seconds, no more than a timer can wait for (24 days); 0: none. */
export function deadline(text: string): number {
  return wholeNumber(text, 0, 2_147_483)
}

const EMITTERS = ['socket', 'stdout'] as const

export function emit(text: string): (typeof EMITTERS)[number] {
  const chosen = EMITTERS.find((name) => name === text)
  if (chosen === undefined) throw new Error(messages.invalidChoice(text, EMITTERS))
  return chosen
}

/** @throws Error unless the text is a whole number in the range */
export function wholeNumber(text: string, min: number, max: number): number {
  const number = integer(text)
  if (number === undefined || number < min || number > max) throw new Error(messages.outOfRange(text, min, max))
  return number
}

/** What Python's `int()` reads: a sign, spaces around, single underscores between digits. */
function integer(text: string): number | undefined {
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined
}
