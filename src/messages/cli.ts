/**
 * Lines about the command line. Usage errors go to stderr after `aws.py: error: `, which the scheduler searches for if
 * the exit status is 2. The texts are those of Python's argparse and of the contract.
 */

import type { RegexFailure } from '../python/regex/failure.ts'
import { textRepr } from '../python/text.ts'

/** The name in the usage lines: the scheduler recognises only this one. */
export const PROGRAM = 'aws.py'

export const usageError = (text: string) => `${PROGRAM}: error: ${text}`
/** @param name `-b/--bucket` */
export const argument = (name: string, text: string) => `argument ${name}: ${text}`
export const environmentVariable = (name: string, text: string) => `environment variable ${name}: ${text}`
export const expectedOneArgument = () => 'expected one argument'
export const ignoredExplicitArgument = (value: string) => `ignored explicit argument ${textRepr(value)}`
/** @param matches the long flags with the same start */
export const ambiguousOption = (typed: string, matches: readonly string[]) =>
  `ambiguous option: ${typed} could match ${matches.join(', ')}`
export const notAllowedWith = (name: string) => `not allowed with argument ${name}`
export const invalidFileName = (value: string) => `not the name of a file: ${textRepr(value)}`
export const onlyWith = (name: string) => `only allowed with argument ${name}`
export const oneIsRequired = (names: readonly string[]) => `one of the arguments ${names.join(' ')} is required`
export const unrecognizedArguments = (values: readonly string[]) => `unrecognized arguments: ${values.join(' ')}`
export const invalidInteger = (value: string) => `invalid int value: ${textRepr(value)}`
export const outOfRange = (value: string, min: number, max: number) =>
  `must be a whole number from ${min} to ${max}: ${textRepr(value)}`
export const invalidChoice = (value: string, choices: readonly string[]) =>
  `invalid choice: ${textRepr(value)} (choose from ${choices.map(textRepr).join(', ')})`
/** About a list of commas and spaces only. */
export const namesNothing = (list: string) => `${textRepr(list)} names nothing`
export const invalidGroupArn = (arn: string) => `${textRepr(arn)} isn't the ARN of a log group.`
export const invalidBucketName = (name: string) => `'${name}' isn't a valid bucket name.`
export const invalidQueueName = () =>
  'Invalid SQS Name specified. Value must be up to 80 characters and the valid values are alphanumeric characters, hyphens (-), and underscores (_)'
/** @param ids the whole list: the contract does not name the wrong one */
export const invalidAccountIds = (ids: string) => `Not valid AWS account ID (numeric digits only): '${ids}'.`
export const invalidRoleArn = () => 'Invalid ARN Role specified. Value must be a valid ARN Role.'
export const roleDurationNotNumber = () => 'Invalid session duration specified. Value must be a valid number.'
export const roleDurationOutOfRange = (min: number, max: number) =>
  `Invalid session duration specified. Value must be between ${min} and ${max}.`
export const invalidCharacter = (path: string) =>
  `'${path}' has an invalid character. Avoid to use '\\{}^%\`[]'"<>~#|' or '&apos;&quot;&amp;&lt;&gt;&#13;&#10;'.`
export const invalidDate = (date: string) => `Argument not a valid date in format YYYY-MMM-DD: '${date}'.`
/** The quote at the end is part of the contract. */
export const invalidRegionFormat = (region: string) => `WARNING: The region '${region}' has not a valid format.'`
export const invalidEndpoint = (url: string) =>
  `'${url}' isn't a valid endpoint: it must be a host or an http or https URL.`
/** The reason of an unknown error, exit 1. */
export const durationWithoutRole = () => 'Used --iam_role_duration argument but no --iam_role_arn provided.'

export function badRegex({ reason, construct }: RegexFailure): string {
  if (reason === 'endsEarly') return 'the regular expression ends too early'
  return reason === 'invalid'
    ? `'${construct}' is not a valid regular expression`
    : `'${construct}' is not supported in a regular expression`
}
