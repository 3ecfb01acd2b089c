import type { LocalAws } from '../local-aws/index.ts'
import { bodyOf, numbered } from './bodies.ts'
import type { CaseCloud, CaseObject, CaseStream } from './case.ts'
import type { Placeholders } from './placeholders.ts'

const DEFAULT_REGION = 'us-east-1'
/** Seconds for which a received message is hidden: longer than any recorded run. */
const VISIBILITY_SECONDS = 120

/** Stores the objects, streams and messages of a case in the cloud. */
export function seed(aws: LocalAws, cloud: CaseCloud, placeholders: Placeholders): void {
  const fill = (text: string) => placeholders.fill(text)
  for (const [bucket, objects] of Object.entries(cloud.s3 ?? {})) {
    aws.s3.createBucket(bucket)
    for (const object of objects) store(aws, bucket, object, fill)
  }
  for (const stream of cloud.logs ?? []) addStream(aws, stream, fill)
  for (const { region = DEFAULT_REGION, group, stream = '' } of cloud.drop_streams ?? []) {
    aws.logs.deleteStream(region, group, stream)
  }
  for (const { region, ids } of cloud.flow_logs ?? []) aws.ec2.addFlowLogs(region, ids)
  for (const [region, pages] of Object.entries(cloud.inspector2 ?? {})) aws.inspector2.script(region, pages)
  for (const [queue, messages] of Object.entries(cloud.sqs ?? {})) {
    aws.sqs.createQueue(queue, { visibilitySeconds: VISIBILITY_SECONDS })
    for (const message of messages) aws.sqs.send(queue, fill(message))
  }
}

function store(aws: LocalAws, bucket: string, object: CaseObject, fill: (text: string) => string): void {
  for (let n = 0; n < (object.times ?? 1); n++) {
    aws.s3.put(bucket, numbered(fill(object.key), n), bodyOf(object, fill, n))
  }
}

function addStream(aws: LocalAws, entry: CaseStream, fill: (text: string) => string): void {
  const { region = DEFAULT_REGION, group, stream, events = [] } = entry
  aws.logs.createGroup(region, group)
  if (stream === undefined) return
  const now = Date.now()
  const dated = events.map(({ ago, message }) => ({ timestamp: now - Math.trunc(ago * 1000), message: fill(message) }))
  aws.logs.putEvents(region, group, stream, dated)
}
