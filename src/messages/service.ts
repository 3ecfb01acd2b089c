// Lines about services. They are a public interface: rules and scripts match on them. Level 1 unless a comment says
// otherwise.

/** ERROR, exit 12. */
export const invalidType = () => 'Invalid type of service'

/** Level 1, exit 22. */
export const invalidRegion = (region: string) => `+++ ERROR: Invalid region '${region}'`
/** Level 1, exit 22: the region exists, but does not offer the service. */
export const unsupportedRegion = (region: string) => `+++ ERROR: Unsupported region '${region}'`

/** Level 1, if no region is given and the profile has none. */
export const allRegions = () => '+++ Warning: No regions were specified, trying to get events from all regions'
export const supportedRegions = () =>
  '+++ Warning: No regions were specified, trying to get events from supported regions'
export const gettingAlerts = (region: string) => `+++ Getting alerts from "${region}" region.`
/** Level 1: the account cannot use one of all regions. */
export const regionSkipped = (region: string, reason: string) => `+++ Region "${region}" is passed over: ${reason}`

// CloudWatch Logs.

export const onlyLogs = (time: number | undefined) => `only logs: ${time ?? 'None'}`
export const reparseOn = () => 'Reparse mode ON'
export const gettingStreams = (group: string) => `Getting log streams for "${group}" log group`
export const noStreams = (group: string) => `No log streams were found for log group "${group}"`
/** About one region; WARNING if no region has any. */
export const noGroups = (pattern: string) => `No log groups were found for "${pattern}"`
/** ERROR, after the line of the failed request, if several groups are selected. */
export const groupNotRead = (group: string, region: string) =>
  `The log group "${group}" cannot be read in the "${region}" region`
/** ERROR, exit 16. */
export const groupNowhere = (group: string) => `The log group "${group}" does not exist in any region that is read`
export const groupSkipped = (group: string, region: string) =>
  `The log group "${group}" does not exist in the "${region}" region`
/** Level 2. */
export const foundStream = (group: string, stream: string) => `Found "${stream}" log stream in ${group}`
export const gettingData = (group: string, stream: string) =>
  `Getting data from DB for log stream "${stream}" in log group "${group}"`
/** Level 2. */
export const storedPosition = ({ token, startTime, endTime }: Position) =>
  `Token: "${token ?? 'None'}", start_time: "${startTime ?? 'None'}", end_time: "${endTime ?? 'None'}"`
/** Replaces {@link gettingEvents}, whose start scripts know. */
export const nothingNew = (group: string, stream: string) =>
  `Getting CloudWatch logs from log stream "${stream}" in log group "${group}" is not needed: it holds nothing new`
export const gettingEvents = (group: string, stream: string, token: string | null, from: number, to?: number) =>
  `Getting CloudWatch logs from log stream "${stream}" in log group "${group}" using token "${token ?? 'None'}", ` +
  `start_time "${from}" and end_time "${to ?? 'None'}"`
export const lateEvents = (group: string, stream: string, count: number) =>
  `+++ Found ${count} late events in log stream "${stream}" of log group "${group}"`
export const sendingEvents = () => '+++ Sending events to Analysisd...'
export const sentEvents = (count: number) => `+++ Sent ${count} events to Analysisd`
/** Level 2. */
export const theMessage = (message: string) => `The message is "${message}"`
/** Level 3. Milliseconds since 1970. */
export const theTimestamp = (time: number) => `The message's timestamp is ${time}`
export const noNewEvents = (group: string) => `+++ There are no new events in the "${group}" group`
export const savingData = (group: string, stream: string) =>
  `Saving data for log group "${group}" and log stream "${stream}".`
/** Level 2. */
export const savedValues = ({ token, startTime, endTime }: Position) =>
  `The saved values are "{'token': ${token === null ? 'None' : `'${token}'`}, ` +
  `'start_time': ${startTime ?? 'None'}, 'end_time': ${endTime ?? 'None'}}"`
/** Level 2. */
export const updatingValues = () => 'Some data already exists on DB for that key. Updating their values...'
/** The two names are swapped in the contract's line. */
export const removingStream = (group: string, stream: string) =>
  `Removing log stream "${group}" from log group "${stream}"`
export const streamGone = (group: string, stream: string) =>
  `Log stream "${stream}" of log group "${group}" has been deleted meanwhile`
export const purging = () => 'Purging the BD'
export const forgettingStreams = (streams: readonly string[]) =>
  `Data for the following log streams will be removed from cloudwatch_logs: "{${streams.map((name) => `'${name}'`).join(', ')}}"`
export const closing = () => 'committing changes and closing the DB'
export const slowingDown = (region: string, requests: number) =>
  `+++ CloudWatch Logs in "${region}" throttles: ${requests} requests at a time from now on`
/** ERROR, exit 16. */
export const requestFailed = (request: string, reason: string) => `The "${request}" request failed: ${reason}`

interface Position {
  readonly token: string | null
  readonly startTime: number | null
  readonly endTime: number | null
}

// Inspector.

/** Level 1, once in a run. */
export const inspectorClassicEnded = () =>
  '+++ Warning: AWS ended Amazon Inspector Classic in May 2026: only emulators still have it. Use --service inspector'

/** Level 2. */
export const fetchingFindings = (label: string, from: string) =>
  `+++ Attempting to fetch ${label} findings from ${from}`
/** Level 3, before each page. */
export const processingFindings = (label: string, count: number) => `+++ [${label}] Processing ${count} events`
export const findings = (label: string, count: number) => `+++ [${label}] ${count} events collected and processed`
export const noFindings = (label: string) =>
  `+++ [${label}] No findings with recent updates in the specified time range`
export const totalFindings = (count: number, region: string) =>
  `+++ Total: ${count} events collected and processed in ${region}`
export const noFindingsInRegion = (region: string) => `+++ There are no new events in the "${region}" region`
