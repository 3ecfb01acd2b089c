/** Lines about profiles, clients and failed calls. */

/** Values of the profile that the clients use (level 2, in the order of the contract). */
export const regionAdded = (region: string) => `+++ Region '${region}' added to the configuration`
export const noRegion = (label: string) => `+++ No 'region' found in profile '${label}'`
export const profileRetries = (label: string) =>
  `Retries parameters found in user profile. Using profile '${label}' retries configuration`
export const defaultRetries = (mode: string, attempts: number) =>
  `No retries configuration found in profile config. Generating default configuration for retries: mode: ${mode} - max_attempts: ${attempts}`
export const noConfigFile = (mode: string, attempts: number) =>
  `Generating default configuration for retries: mode ${mode} - max_attempts ${attempts}`
export const configCreated = (label: string) => `Created Config object using profile: '${label}' configuration`
/** Keys on the command line. A line without a label. */
export const accessKeysDeprecated = () =>
  'The access_key and secret_key authentication parameter was deprecated in 4.4. Please use another authentication method instead. Check https://documentation.wazuh.com/current/amazon/services/prerequisites/credentials.html for more information.'

export const noProfile = (label: string) => `No profile named: '${label}' was found in the user config file`
export const profileRegionNeeded = (label: string) =>
  `The region for '${label}' must be specified in '~/.aws/config' under the '[${label}]' section.`
/** The contract's line ends in a space and does not name the value, which {@link invalidValue} does. */
export const invalidProfile = () => 'Invalid key or value found in config '
export const invalidValue = (key: string, reason: string) => `Invalid key or value found in config ${key}: ${reason}`

/** Missing credentials, or a source of credentials that failed (exit 3). */
export const accessError = (reason: string) => `Access error: ${reason}`
export const noCredentials = () => 'Unable to locate credentials'
/** Level 1. */
export const credentialsSought = (tried: readonly string[]) => `+++ No credentials in: ${tried.join(', ')}`
export const credentialProcessFailed = () => 'credential_process failed'
export const credentialsFailed = (source: string, reason: string) => `${source}: ${reason}`
/** Exit 23: the profile is in neither file. */
export const unknownProfile = (name: string) => `The config profile (${name}) could not be found`

/** A failed call, as in lines of the contract. */
export const callFailed = (code: string, operation: string, message: string, retries?: number) =>
  `An error occurred (${code}) when calling the ${operation} operation${
    retries === undefined ? '' : ` (reached max retries: ${retries})`
  }: ${message}`
export const unreachable = (url: string, operation: string, profile: string, reason: string) =>
  `Could not connect to the endpoint URL: "${url}" (${operation}, profile '${profile}': ${reason})`

export const clockCorrected = (seconds: number) =>
  `+++ The clock of this machine differs from the endpoint's by ${seconds} seconds: requests are signed with the endpoint's time`

/** Exit 15: another server answered in place of AWS. @param url without path */
export const notAws = (url: string, operation: string, profile: string, what: string) =>
  `The endpoint "${url}" was not answered by AWS, but with ${what} (${operation}, profile '${profile}'). A captive portal or a proxy may stand in the way`
export const webPage = (status: number) => `a web page (${status})`
export const redirection = (location: string) => `a redirection to ${location}`
export const noXml = (what: string) => `no XML: ${what}`
export const otherXml = (root: string, expected: string) => `a document <${root}> in place of <${expected}>`
export const withoutElement = (name: string) => `a document without <${name}>`
export const samePage = () => 'a listing that names the same page as its next one'
export const noJson = (what: string) => `no JSON: ${what}`
export const textOfType = (type: string, start: string) => `${type || 'a body without a type'}, "${start}"`
/** The message of our own error about an answer that breaks off. */
export const incompleteAnswer = () => 'The answer is not complete'
