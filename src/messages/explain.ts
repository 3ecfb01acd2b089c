// What `aws-s3 explain` prints.

export const summary = () =>
  'Explains why an object was or was not read: one sentence, then the facts that decide. Reads listings and the state,\n' +
  'and changes nothing.'

export const usage = () => 'KEY (--bucket B [flags of the run] | --ossec-conf FILE) [--json]'

export const EXAMPLES = [
  'aws-s3 explain s3://my-trail/AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02/file.json.gz',
  'aws-s3 explain AWSLogs/123456789012/…/file.log.gz --bucket my-flows --type vpcflow --only_logs_after 2024-JAN-01',
  'aws-s3 explain s3://my-trail/AWSLogs/…/file.json.gz --ossec-conf /var/ossec/etc/ossec.conf',
]

export const confHelp = () => 'ask every source of this ossec.conf that reads the bucket'
export const keyMissing = () => 'KEY'
export const uriNeeded = () => 's3://bucket/key is needed with --ossec-conf'
export const badUri = (uri: string) => `'${uri}' is not s3://bucket/key`
export const otherBucket = (bucket: string, named: string) => `${bucket} is not the bucket of s3://${named}/`
export const noSource = (file: string, bucket: string) => `No source of ${file} reads the bucket ${bucket}.`

/** One sentence for each reason. @param details flags that leave the object out, or the error of a run */
export function verdict(why: keyof typeof VERDICTS, details: readonly string[]): string {
  return VERDICTS[why](details)
}

const VERDICTS = {
  'no-object': () => 'There is no such object in the bucket.',
  outside: () => 'No: a run with these flags never lists its folder.',
  excluded: (flags: readonly string[]) =>
    `No: ${flags.join(' and ')} ${flags.length === 1 ? 'leaves' : 'leave'} it out.`,
  'nothing-read': ([error]: readonly string[]) => `No: a run with these flags reads nothing. ${error}`,
  'before-date': () => 'No: it is older than --only_logs_after.',
  'before-first-run': () =>
    'No: nothing of this account and region was read yet, and a first run without --only_logs_after starts with today.',
  'before-start': () =>
    'No, and no run will take it: it lies before the marker and the look-back window. A run with --reparse and --only_logs_after does.',
  forgotten: () => 'Probably: it is older than all rows of the state, which keeps 500.',
  processed: () => 'Yes: the state has a row for it.',
  retried: () => 'Not yet: it failed before, and a later run tries it again.',
  new: () => 'Not yet: the next run takes it.',
  reparsed: () => 'Yes, and the next run reads it again.',
  undated: () => 'Yes, when it was new: its key has no date, so the state has no row for it.',
  folder: () => 'No: its key ends in a slash, so it stands for a folder.',
  'other-type': () => 'No: its key is that of another log type, or of a file that no type reads.',
  'other-prefix': () => 'No: its key does not go on as keys of this type do.',
  'other-partition': () => 'No: its key names no flow log that a run with these flags reads.',
}

// Facts.

export const object = ({ size, lastModified }: { size: number; lastModified: Date }) =>
  `${size} bytes, written ${time(lastModified.getTime())}`
export const noObject = () => 'there is none'
export const typeOfKey = (type: string, owner: string | undefined, isForeign: boolean) => {
  if (owner !== undefined)
    return owner === type ? `the key is that of ${type}` : `the key is that of ${owner}, not of ${type}`
  return isForeign ? `the key is not one of ${type}` : `the key does not show the type; it is read as ${type}`
}
export const outside = (type: string, prefix: string) =>
  `none of the folders of ${type} below ${prefix === '' ? 'the top of the bucket' : prefix}`
export const wholeBucket = () => 'the whole bucket'
export const filtered = (value: string, isExcluded: boolean) =>
  isExcluded ? `${value}, which the flags leave out` : value
export const day = (of: string | undefined, onlyLogsAfter: string | undefined, today: string) =>
  `${of ?? 'none in the key'}; a run reads from ${onlyLogsAfter ?? `${today} (today) on where nothing was read yet`}`
export const lookback = (start: string, end: string) => (start < end ? `from ${start}` : 'none')
export const row = (hasRow: boolean, first: string | undefined, last: string | undefined) => {
  if (hasRow) return 'a row for it'
  return last === undefined ? 'no row of this account and region' : `no row for it; rows from ${first} to ${last}`
}
export const retry = (retry: { reason: string; attempts: number; nextAttempt: number } | undefined) =>
  retry === undefined
    ? 'not on it'
    : `failed ${retry.attempts === 1 ? 'once' : `${retry.attempts} times`}, tried again after ${time(retry.nextAttempt)}: ${retry.reason}`

const time = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`
