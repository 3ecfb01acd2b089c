/**
 * Lines about the command line. Usage errors go to stderr behind `aws.py: error: `, which is what the scheduler looks for
 * when the exit status is 2; the texts are those of Python's argparse and of the contract.
 */

import type { RegexFailure } from '../python/regex/failure.ts'
import { textRepr } from '../python/text.ts'

/** The name in the usage lines: the scheduler knows no other. */
export const PROGRAM = 'aws.py'

export function usageError(text: string): string {
  return `${PROGRAM}: error: ${text}`
}

/** @param name `-b/--bucket` */
export function argument(name: string, text: string): string {
  return `argument ${name}: ${text}`
}

export function environmentVariable(name: string, text: string): string {
  return `environment variable ${name}: ${text}`
}

export function expectedOneArgument(): string {
  return 'expected one argument'
}

export function ignoredExplicitArgument(value: string): string {
  return `ignored explicit argument ${textRepr(value)}`
}

/** @param matches the long flags that start alike */
export function ambiguousOption(typed: string, matches: readonly string[]): string {
  return `ambiguous option: ${typed} could match ${matches.join(', ')}`
}

export function notAllowedWith(name: string): string {
  return `not allowed with argument ${name}`
}

export function invalidFileName(value: string): string {
  return `not the name of a file: ${textRepr(value)}`
}

export function onlyWith(name: string): string {
  return `only allowed with argument ${name}`
}

export function oneIsRequired(names: readonly string[]): string {
  return `one of the arguments ${names.join(' ')} is required`
}

export function unrecognizedArguments(values: readonly string[]): string {
  return `unrecognized arguments: ${values.join(' ')}`
}

export function invalidInteger(value: string): string {
  return `invalid int value: ${textRepr(value)}`
}

export function outOfRange(value: string, min: number, max: number): string {
  return `must be a whole number from ${min} to ${max}: ${textRepr(value)}`
}

export function invalidChoice(value: string, choices: readonly string[]): string {
  return `invalid choice: ${textRepr(value)} (choose from ${choices.map(textRepr).join(', ')})`
}

/** Of a list with nothing but commas and spaces. */
export function namesNothing(list: string): string {
  return `${textRepr(list)} names nothing`
}

export function invalidGroupArn(arn: string): string {
  return `${textRepr(arn)} isn't the ARN of a log group.`
}

export function invalidBucketName(name: string): string {
  return `'${name}' isn't a valid bucket name.`
}

export function invalidQueueName(): string {
  return 'Invalid SQS Name specified. Value must be up to 80 characters and the valid values are alphanumeric characters, hyphens (-), and underscores (_)'
}

/** @param ids the whole list: the contract does not say which of them is meant */
export function invalidAccountIds(ids: string): string {
  return `Not valid AWS account ID (numeric digits only): '${ids}'.`
}

export function invalidRoleArn(): string {
  return 'Invalid ARN Role specified. Value must be a valid ARN Role.'
}

export function roleDurationNotNumber(): string {
  return 'Invalid session duration specified. Value must be a valid number.'
}

export function roleDurationOutOfRange(min: number, max: number): string {
  return `Invalid session duration specified. Value must be between ${min} and ${max}.`
}

export function invalidCharacter(path: string): string {
  return `'${path}' has an invalid character. Avoid to use '\\{}^%\`[]'"<>~#|' or '&apos;&quot;&amp;&lt;&gt;&#13;&#10;'.`
}

export function invalidDate(date: string): string {
  return `Argument not a valid date in format YYYY-MMM-DD: '${date}'.`
}

/** The quote at the end is part of the contract. */
export function invalidRegionFormat(region: string): string {
  return `WARNING: The region '${region}' has not a valid format.'`
}

export function invalidEndpoint(url: string): string {
  return `'${url}' isn't a valid endpoint: it must be a host or an http or https URL.`
}

/** The reason of an unknown error, exit 1. */
export function durationWithoutRole(): string {
  return 'Used --iam_role_duration argument but no --iam_role_arn provided.'
}

export function badRegex({ reason, construct }: RegexFailure): string {
  if (reason === 'endsEarly') return 'the regular expression ends too early'
  return reason === 'invalid'
    ? `'${construct}' is not a valid regular expression`
    : `'${construct}' is not supported in a regular expression`
}
