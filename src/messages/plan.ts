import { duration, grouped, size } from './counts.ts'

// What `aws-s3 plan` prints.

export const summary = () =>
  'Estimates what a run with these flags would take now: objects, bytes, events, time, requests and their list price.\n' +
  'Lists the bucket, reads a few objects, and changes nothing.'

export const usage = () => '--bucket B [flags of the run] [--samples N] [--json]'

export const EXAMPLES = [
  'aws-s3 plan s3://my-trail/logs --only_logs_after 2024-JAN-01',
  'aws-s3 plan --bucket my-trail --reparse --only_logs_after 2024-JAN-01 --aws_account_id 123456789012 --json',
]

export const samplesHelp = (count: number) => `largest number of objects to read (default: ${count})`

export const HEADINGS = ['ACCOUNT', 'OBJECTS', 'SIZE'] as const

export const nothing = () => 'A run with these flags would read no object.'
export const objects = (count: number, bytes: number) => `${number(count)}, ${size(bytes)} as stored`
export const events = (
  count: number | undefined,
  sample: { objects: number; bytes: number; events: number },
  of: number,
) =>
  count === undefined
    ? 'not known: none of the objects that were tried could be read'
    : `${sample.objects === of ? '' : 'about '}${number(count)} (${sample.objects} of ${number(of)} objects were read, spread evenly: ` +
      `${number(sample.events)} events in ${size(sample.bytes)})`
export const time = (seconds: number | undefined, sample: { bytes: number; seconds: number }) =>
  seconds === undefined
    ? 'not known'
    : `about ${duration(Math.max(seconds, 1))} at ${size(sample.bytes / sample.seconds)} a second, as measured with these objects. ` +
      'Sending is not part of it: the manager may take fewer events'
export const requests = (list: number, get: number) => `${number(list)} LIST, ${number(get)} GET`
export const price = (dollars: number, of: { region: string; storageClass: string; date: string; page: string }) =>
  `$${dollars < 0.01 ? dollars.toFixed(4) : dollars.toFixed(2)}: list price of requests for ${of.storageClass} in ${of.region}, ${of.date}, ${of.page}`
export const failed = (count: number, of: number, reason: string) => `${count} of ${of} could not be read: ${reason}`

export const NAMES = ['objects', 'events', 'time', 'requests', 'price', 'failed'] as const

const number = (value: number) => grouped(Math.round(value))
