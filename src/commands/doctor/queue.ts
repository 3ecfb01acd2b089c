import type { Diagnosis } from '../../aws/diagnosis.ts'
import type { QueueLook } from '../../aws/services/samples.ts'
import * as messages from '../../messages/doctor.ts'
import type { SubscriberOptions } from '../../options.ts'
import { type NotifiedObject, readNotification } from '../../subscribers/notification.ts'
import { readStart } from './bucket.ts'
import { type Check, failed, ok, skipped } from './check.ts'
import { failedCall, triedCall } from './explain.ts'

/** Tries the steps of a run on a queue, as far as they take no message from others. */
export async function queueChecks(diagnosis: Diagnosis, { queue = '' }: SubscriberOptions): Promise<readonly Check[]> {
  let look: QueueLook
  try {
    look = await diagnosis.lookAtQueue(queue)
  } catch (cause) {
    return [failedCall('find queue', cause, 'sqs:GetQueueUrl')]
  }
  const checks = [ok('find queue', messages.queue(look.url, look.waiting))]
  if (look.attributesFailure !== undefined) {
    const check = failedCall('queue settings', look.attributesFailure, 'sqs:GetQueueAttributes')
    checks.push({ ...check, status: 'skipped', advice: messages.attributesNotNeeded() })
  }
  return [
    ...checks,
    ...(await messageChecks(diagnosis, look)),
    skipped('delete messages', messages.notTried('sqs:DeleteMessage')),
  ]
}

/**
 * Peeking at a message counts as receiving it. If one receive suffices for the dead-letter queue, messages are left
 * alone.
 */
async function messageChecks(diagnosis: Diagnosis, { url, maxReceiveCount }: QueueLook): Promise<readonly Check[]> {
  if (maxReceiveCount === 1) return [skipped('receive messages', messages.wouldBeDead())]
  let body: string | undefined
  try {
    body = await diagnosis.peekMessage(url)
  } catch (cause) {
    return [failedCall('receive messages', cause, 'sqs:ReceiveMessage')]
  }
  if (body === undefined) return [ok('receive messages', messages.queueEmpty())]
  const notification = readNotification(body)
  if (notification.kind === 'unknown') {
    return [failed('receive messages', messages.unknownMessage(), messages.unknownMessageAdvice())]
  }
  const [object] = notification.objects
  const received = ok('receive messages', messages.messageSeen(object?.bucket, object?.key))
  return object === undefined ? [received] : [received, await objectCheck(diagnosis, object)]
}

function objectCheck({ objects }: Diagnosis, { bucket, key, size = 0 }: NotifiedObject): Promise<Check> {
  return triedCall('read objects', 's3:GetObject', async () => {
    await readStart(objects, bucket, { key, size })
    return messages.objectRead(`s3://${bucket}/${key}`, size)
  })
}
