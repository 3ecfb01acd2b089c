import { endpointUrl } from '../endpoint-url.ts'
import type { DebugLevel } from '../log.ts'
import * as messages from '../messages/cli.ts'
import { compilePythonRegex } from '../python/regex/compile.ts'
import { RegexFailure } from '../python/regex/failure.ts'
import { isGroupArn } from '../services/logs/group-choice.ts'

/*
 * Each function converts the text of a value for the options. It throws an Error whose message says what is wrong with
 * the text; the caller puts the flag's name before it.
 */

export function fileName(text: string): string {
  if (text === '' || text.endsWith('/')) throw new Error(messages.invalidFileName(text))
  return text
}

export function lowerCase(text: string): string {
  return text.toLowerCase()
}

/**
 * The elements, trimmed. Empty ones (`a,b,`) do not count, but at least one must remain: an option without names must
 * not select everything.
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
 * Removes doubles, since the accounts of a run are processed concurrently. An empty element is not an account either.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
 */
export function accountIds(text: string): readonly string[] {
  const ids = trimmed(text)
  if (!ids.every((id) => /^\d{12}$/.test(id))) throw new Error(messages.invalidAccountIds(text))
  return [...new Set(ids)]
}

/**
 * Accepts any partition, and any account or none: S3- and STS-compatible servers use their own. The path of a role may
 * contain nearly anything.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function roleArn(text: string): string {
  if (!/^arn:[\w-]+:iam::[\w-]*:role\/([!-~]+\/)?[\w+=,.@-]+$/.test(text)) throw new Error(messages.invalidRoleArn())
  return text
}

const MIN_ROLE_SECONDS = 900
const MAX_ROLE_SECONDS = 3600

/** @returns seconds */
export function roleDuration(text: string): number {
  const seconds = integer(text)
  if (seconds === undefined) throw new Error(messages.roleDurationNotNumber())
  if (seconds < MIN_ROLE_SECONDS || seconds > MAX_ROLE_SECONDS) {
    throw new Error(messages.roleDurationOutOfRange(MIN_ROLE_SECONDS, MAX_ROLE_SECONDS))
  }
  return seconds
}

const TO_AVOID = /[\\{}^%`[\]'"<>~#|]|&(apos|quot|amp|lt|gt|#13|#10);/

/**
 * @returns an empty path, or one that ends in a slash. The documentation also lets a path end in a backslash, which
 * stands for the slash.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html#object-key-guidelines
 */
export function path(text: string): string {
  const bare = text.endsWith('\\') ? text.slice(0, -1) : text
  if (TO_AVOID.test(bare)) throw new Error(messages.invalidCharacter(text))
  return bare === '' || bare.endsWith('/') ? bare : `${bare}/`
}

/** Accepts names, prefixes of names (`a*`) and ARNs. */
export function logGroups(text: string): readonly string[] {
  if (TO_AVOID.test(text)) throw new Error(messages.invalidCharacter(text))
  const groups = commaList(text)
  const bad = groups.find((group) => group.startsWith('arn:') && !isGroupArn(group))
  if (bad !== undefined) throw new Error(messages.invalidGroupArn(bad))
  return groups
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** @returns `20240131` for `2024-JAN-31`, with the month in any case, and for valid days only */
export function date(text: string): string {
  const [, year = '', monthName = '', day = ''] = /^(\d{4})-([A-Za-z]{3})-(\d{1,2})$/.exec(text) ?? []
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1
  const iso = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${iso}T00:00:00Z`)
  // Depending on the engine, a day after the end of the month is invalid or a day of the next month.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(iso)) throw new Error(messages.invalidDate(text))
  return iso.replaceAll('-', '')
}

/**
 * Sorts regions and removes doubles; an empty element is not a region. Only the form is checked, so regions newer than
 * this program are accepted: `us-east-1`, `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export function regions(text: string): readonly string[] {
  const bad = text.split(',').find((name) => !/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(name.trim()))
  if (bad !== undefined) throw new Error(messages.invalidRegionFormat(bad))
  return [...new Set(trimmed(text))].sort()
}

export function endpoint(text: string): string {
  const url = endpointUrl(text)
  if (url === undefined) throw new Error(messages.invalidEndpoint(text))
  return url
}

/** @throws Error whose message says what is wrong with the expression */
export function pythonRegex(text: string): string {
  try {
    compilePythonRegex(text)
  } catch (cause) {
    throw cause instanceof RegexFailure ? new Error(messages.badRegex(cause)) : cause
  }
  return text
}

/** Any integer, as in the Python module: levels below 0 print as 0, levels above 3 as 3. */
export function debugLevel(text: string): DebugLevel {
  const level = integer(text)
  if (level === undefined) throw new Error(messages.invalidInteger(text))
  return Math.min(Math.max(level, 0), 3) as DebugLevel
}

const EMITTERS = ['socket', 'stdout'] as const

export function emit(text: string): (typeof EMITTERS)[number] {
  const chosen = EMITTERS.find((name) => name === text)
  if (chosen === undefined) throw new Error(messages.invalidChoice(text, EMITTERS))
  return chosen
}

/** Requires a whole number in a range, both ends included. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = integer(text)
    if (number === undefined || number < min || number > max) throw new Error(messages.outOfRange(text, min, max))
    return number
  }
}

/** Reads an integer as Python's `int()`: with a sign, spaces around, single underscores between digits. */
function integer(text: string): number | undefined {
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined
}
