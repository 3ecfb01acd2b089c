// Reading an object: failures, as lines and as the causes at their ends.

export const decompressFailed = (key: string, cause: string) => `Failed to decompress file ${key}: ${cause}`
export const parseFailed = (key: string, cause: string) => `Failed to parse file ${key}: ${cause}`
export const readFailed = (key: string, cause: string) => `Unknown error reading/parsing file ${key}: ${cause}`
/** Level 1, for an object with content, but without anything of its type. */
export const nothingFound = (key: string) => `++ No event was found in ${key}: it counts as failed and is not removed`
/** Level 1, after the events of an object. */
export const withoutDetail = (count: number, key: string) =>
  `++ ${count} of the events in ${key} have no detail: they count as failed and the file is not removed`
export const moreLines = () => '++ There are more such lines; the others are not shown'
/** Level 1, before the event that reports a skipped object. */
export const skipping = (text: string) => `++ ${text}; skipping...`
export const invalidGzip = () => 'Invalid gzip file received.'
export const invalidZip = () => 'Invalid zip file received.'
/** WAF: an object with bad lines. */
export const eventsNotLoaded = (name: string) => `Events from ${name} file could not be loaded.`
/** WAF: an object with events of another kind. */
export const unexpectedStructure = (key: string) => `The ${key} file doesn't have the expected structure.`

// Causes
export const tooLarge = () => 'it expands to more than --max-object-bytes allows'
export const tooDense = (ratio: number) => `it expands to more than ${ratio} times its size`
export const tooManyMembers = (format: string, most: number) => `a ${format} file of more than ${most} members`
export const tooManyProbes = (limit: number) => `a finding of more than ${limit} probes`
export const tooManyEvents = (most: number) => `it has more than ${most} events`
export const tooManyFields = (most: number) => `its rows have more than ${most} fields`
export const tooManyReshaped = (most: number) => `it has more than ${most} values that do not stay as they are`
export const tooManyEventBytes = (most: number) => `its events take more than ${most / 2 ** 20} MiB`
export const recordTooLong = (most: number) => `a record of more than ${most / 2 ** 20} MiB`
export const tooManyColumns = (most: number) => `a row of more than ${most} columns`
export const tooManyHeaders = (most: number) => `more than ${most} lists of columns`
export const tooManyBadRecords = (most: number) => `it has more than ${most} bad records`
export const outOfMemory = () => 'it takes more memory than a single object may'
export const endedEarly = () => 'the compressed data ends too early'
export const damaged = (format: string, reason: string) => `damaged ${format} data: ${reason}`
export const notOfFormat = (format: string) => `not a ${format} file`
export const unsupported = (format: string, what: string) => `${format} with ${what} is not supported`
export const packedTooOften = (times: number) => `it is compressed more than ${times} times over`
export const noEntry = () => 'the zip file is empty'
export const notUtf8 = (offset: number) => `not UTF-8 text: invalid byte at offset ${offset}`
export const notUtf16 = () => 'not UTF-16 text, as its byte order mark says'
export const noSpool = (reason: string) => `Cannot use a temporary file: ${reason}`
export const fieldTooLong = (limit: number) => `field larger than field limit (${limit})`
export const columnMissing = (name: string) => `a line has no column '${name}'`
export const notATime = (name: string, value: string) =>
  `column '${name}' is no time in seconds: '${value.slice(0, 40)}'`
export const otherLength = (arrived: number, listed: number) =>
  `damaged on the way: ${arrived} bytes arrived, ${listed} are listed`
export const otherMd5 = () => 'damaged on the way: the MD5 of what arrived is not that of the object'
export const noHeaders = () => 'an event has no list of HTTP headers'
