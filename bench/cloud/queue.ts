import { createHash } from 'node:crypto'
import { trail } from './bucket.ts'
import { type Cloud, jsonAnswer, jsonCall, type QueueOptions } from './contract.ts'

const EVENTS_PER_OBJECT = 20
const BODIES = 20

/** A queue of notifications, and the CloudTrail files that they tell of. */
export function createQueue({ messages }: QueueOptions, url: () => string): Cloud {
  const objects = Array.from({ length: BODIES }, (_, n) => trail(EVENTS_PER_OBJECT, n))
  let receivable: readonly string[] = []
  const operations: Readonly<Record<string, (input: Record<string, unknown>) => object>> = {
    GetQueueUrl: () => ({ QueueUrl: `${url()}/123456789012/bench` }),
    GetQueueAttributes: () => ({ Attributes: { VisibilityTimeout: '30', MessageRetentionPeriod: '345600' } }),
    ReceiveMessage() {
      const Messages = receivable.slice(0, 10).map(messageOf)
      receivable = receivable.slice(10)
      return Messages.length === 0 ? {} : { Messages }
    },
    DeleteMessageBatch({ Entries }) {
      return { Successful: (Entries as readonly { Id: string }[]).map(({ Id }) => ({ Id })), Failed: [] }
    },
  }
  return {
    answer(request) {
      if (request.method === 'GET') {
        const object = objects[Number(/Z_(\d+)/.exec(request.url)?.[1]) % BODIES]
        return { type: 'application/x-gzip', body: object ?? '' }
      }
      const { operation, input } = jsonCall(request)
      return jsonAnswer(operations[operation]?.(input) ?? {})
    },
    prepare() {
      receivable = Array.from({ length: messages }, (_, n) => notification(n, objects[n % BODIES]?.length ?? 0))
    },
  }
}

function notification(n: number, size: number): string {
  const number = String(n).padStart(16, '0')
  const key = `AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02/123456789012_CloudTrail_us-east-1_20240102T0112Z_${number}.json.gz`
  const s3 = { bucket: { name: 'logs' }, object: { key, size } }
  return JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] })
}

let received = 0

function messageOf(Body: string) {
  const id = `${process.pid}-${performance.now()}-${received++}`
  const MD5OfBody = createHash('md5').update(Body).digest('hex')
  return { MessageId: id, ReceiptHandle: id, Body, MD5OfBody, Attributes: { ApproximateReceiveCount: '1' } }
}
