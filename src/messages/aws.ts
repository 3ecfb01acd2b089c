/** Lines about profiles, clients and failed calls. */

/** Profile values that the client set was made from (level 2, in the order of the contract). */
export const regionAdded = (region: string): string => `+++ Region '${region}' added to the configuration`
export const noRegion = (label: string): string => `+++ No 'region' found in profile '${label}'`
export const profileRetries = (label: string): string =>
  `Retries parameters found in user profile. Using profile '${label}' retries configuration`
export const defaultRetries = (mode: string, attempts: number): string =>
  `No retries configuration found in profile config. Generating default configuration for retries: mode: ${mode} - max_attempts: ${attempts}`
export const noConfigFile = (mode: string, attempts: number): string =>
  `Generating default configuration for retries: mode ${mode} - max_attempts ${attempts}`
export const configCreated = (label: string): string => `Created Config object using profile: '${label}' configuration`
/** Keys on the command line. A line without a label. */
export const accessKeysDeprecated = (): string =>
  'The access_key and secret_key authentication parameter was deprecated in 4.4. Please use another authentication method instead. Check https://documentation.wazuh.com/current/amazon/services/prerequisites/credentials.html for more information.'

export const noProfile = (label: string): string => `No profile named: '${label}' was found in the user config file`
export const profileRegionNeeded = (label: string): string =>
  `The region for '${label}' must be specified in '~/.aws/config' under the '[${label}]' section.`
/** The contract's line ends in a space and says no more; {@link invalidValue} says which value it was. */
export const invalidProfile = (): string => 'Invalid key or value found in config '
export const invalidValue = (key: string, reason: string): string =>
  `Invalid key or value found in config ${key}: ${reason}`

/** No credentials, or a source of them that failed (exit 3). */
export const accessError = (reason: string): string => `Access error: ${reason}`
export const noCredentials = (): string => 'Unable to locate credentials'
/** Level 1. */
export const credentialsSought = (tried: readonly string[]): string => `+++ No credentials in: ${tried.join(', ')}`
export const credentialProcessFailed = (): string => 'credential_process failed'
export const credentialsFailed = (source: string, reason: string): string => `${source}: ${reason}`
/** Exit 23: in neither of the files. */
export const unknownProfile = (name: string): string => `The config profile (${name}) could not be found`

/** A failed call, as the lines of the contract show it. */
export const callFailed = (code: string, operation: string, message: string, retries?: number): string =>
  `An error occurred (${code}) when calling the ${operation} operation${
    retries === undefined ? '' : ` (reached max retries: ${retries})`
  }: ${message}`
export const unreachable = (url: string, operation: string, profile: string, reason: string): string =>
  `Could not connect to the endpoint URL: "${url}" (${operation}, profile '${profile}': ${reason})`

export const clockCorrected = (seconds: number): string =>
  `+++ The clock of this machine differs from the endpoint's by ${seconds} seconds: requests are signed with the endpoint's time`

/** Exit 15: what answered is not AWS. @param url without path */
export const notAws = (url: string, operation: string, profile: string, what: string): string =>
  `The endpoint "${url}" was not answered by AWS, but with ${what} (${operation}, profile '${profile}'). A captive portal or a proxy may stand in the way`
export const webPage = (status: number): string => `a web page (${status})`
export const redirection = (location: string): string => `a redirection to ${location}`
export const noXml = (what: string): string => `no XML: ${what}`
export const otherXml = (root: string, expected: string): string => `a document <${root}> in place of <${expected}>`
export const withoutElement = (name: string): string => `a document without <${name}>`
export const noJson = (what: string): string => `no JSON: ${what}`
export const textOfType = (type: string, start: string): string => `${type || 'a body without a type'}, "${start}"`
/** The message of an error of ours, where AWS's answer breaks off. */
export const incompleteAnswer = (): string => 'The answer is not complete'
