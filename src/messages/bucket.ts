export const invalidType = () => 'Invalid type of bucket'
export const invalidRegion = (region: string) => `+++ ERROR: Invalid region '${region}'`
export const noFilesFound = (bucketPath: string) => `No files were found in '${bucketPath}'. No logs will be processed.`
export const invalidCredentials = () => 'Invalid credentials to access S3 Bucket'
export const unexpectedError = (reason: string) => `Unexpected error: '${reason}'.`
export const noLogsFound = (base: string, type: string) =>
  `No logs found in '${base}'. Check the provided prefix and the location of the logs for the bucket type '${type}'`
export const noRegionsFound = (account: string) => `+++ No regions found for AWS Account ${account}`
export const workingOn = (account: string, region: string) => `+++ Working on ${account} - ${region}`
export const marker = (key: string) => `+++ Marker: ${key}`
export const reparseEnabled = () => '++ Reparse mode enabled'
export const umbrellaPath = () => "Only 'dnslogs', 'proxylogs' or 'iplogs' are allowed for Cisco Umbrella"
export const flowLogsNotShown = (region: string, reason: string) =>
  `+++ Flow logs of ${region} are found by the names of their files alone: ${reason}`
export const flowLogFound = (flowLogId: string, account: string, region: string) =>
  `+++ ${flowLogId} is none of the flow logs shown for ${region}; found by the names of its files: ${account}/${region}`
export const noLogs = (where: string) => `+++ No logs to process in bucket: ${where}`
export const noLogsOfFlow = (flowLogId: string, where: string) =>
  `+++ No logs to process for ${flowLogId} flow log ID in bucket: ${where}`
export const otherPrefix = (key: string) => `++ Skipping file with another prefix: ${key}`
export const otherType = (key: string) => `++ Skipping file of another log type: ${key}`
export const skipped = (key: string) => `++ Skipping previously processed file: ${key}`
export const processedBefore = (key: string) => `++ File previously processed, but reparse flag set: ${key}`
export const found = (key: string) => `++ Found new log: ${key}`
export const tryingAgain = (key: string) => `++ Trying again: ${key}`
/** Level 1. @param reason end of the earlier line about the failure */
export const postponed = (key: string) => `++ ${key} is tried again by a later run`
/** ERROR. */
export const givenUp = (key: string, attempts: number, reason: string) =>
  `Gave up ${key} after ${attempts} attempts in 7 days: ${reason}`
export const datedAhead = (key: string) => `+++ ${key} is dated in the future: it does not count for the marker`
export const removing = (key: string) => `+++ Remove file from S3 Bucket:${key}`
export const notMarked = (key: string, reason: string) => `+++ Error marking log ${key} as completed: ${reason}`
/** About an object of a flow log that was processed before. */
export const markedBefore = (key: string) => `+++ File already marked complete, but reparse flag set: ${key}`
export const maintenance = () => '+++ DB Maintenance'
export const guardDutyRewound = (folder: string) => `+++ GuardDuty: Rewound marker to day folder: ${folder}`
/** Without a label. */
export const guardDutyByStream = () =>
  'The functionality to process GuardDuty logs stored in S3 via Kinesis was deprecated in 4.5. Consider configuring GuardDuty to store its findings directly in an S3 bucket instead. Check https://documentation.wazuh.com/current/amazon/services/supported-services/guardduty.html for more information.'
