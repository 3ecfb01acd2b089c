import { type Connection, connect } from '../aws/index.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/subscriber.ts'
import type { AwsOptions, SubscriberOptions } from '../options.ts'
import { ahead } from '../pipeline/ahead.ts'
import { DecodePool } from '../pipeline/decode-pool.ts'
import { WAITING_BYTES } from '../pipeline/read-ahead.ts'
import { Inbox, refuse } from '../subscribers/inbox.ts'
import { findSubscriber } from '../subscribers/index.ts'
import { MessageReader, weighMessage } from '../subscribers/message-reader.ts'
import type { SubscriberType } from '../subscribers/subscriber-type.ts'
import type { Run } from './run.ts'
import { settle } from './settle-message.ts'

/**
 * `--subscriber`: sends the events of the objects that the messages of a queue tell of. The path of an event, top to
 * bottom: which messages there are (inbox), their objects fetched and decoded, several messages at a time (reader),
 * sent in the order of the messages, each of which is deleted before the next one's events are sent (settle).
 */
export async function runSubscriber(run: Run, source: SubscriberOptions): Promise<void> {
  const type = findSubscriber(source.subscriber)
  if (!type) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const queueName = checkOptions(type, { ...run.options.aws, ...source })
  const connection = await connect(run.options.aws, run.env)
  try {
    connection.logProfile()
    const queue = await run.stop.race(connection.queue(queueName).catch(refuse))
    log.debug(1, messages.theQueueIs(queue.url))
    connection.logProfile()
    await readMessages(run, type, connection, new Inbox(queue, queueName, run.stop))
  } finally {
    connection.close()
  }
}

/** @returns the name of the queue */
function checkOptions({ required }: SubscriberType, options: AwsOptions & SubscriberOptions): string {
  const missing = required.find(({ name }) => options[name] === undefined)
  if (missing) throw new RunError(ExitCode.queueUnusable, messages.parameterMissing(missing.flag))
  return options.queue ?? ''
}

/** Reads until the queue is empty. An object that fails ends the run when the messages already received are done. */
async function readMessages(run: Run, type: SubscriberType, connection: Connection, inbox: Inbox): Promise<void> {
  const { options, stop } = run
  const { objects: source, tuning } = connection
  const { maxConcurrentRequests } = tuning
  const pool = new DecodePool(new URL('./worker.mjs', import.meta.url))
  const reader = new MessageReader(type, { source, pool, options, maxConcurrentRequests })
  /** What fails for good must not wait for a request for more messages. */
  const orClose = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause) => {
      inbox.close()
      throw cause
    })
  const limits = { items: maxConcurrentRequests, weight: WAITING_BYTES, weigh: weighMessage }
  let failure: RunError | undefined
  try {
    for await (const read of ahead(inbox.messages(), limits, (message) => orClose(stop.race(reader.read(message))))) {
      stop.throwIfStopped()
      const failed = await orClose(settle(run, inbox, read))
      if (!failed) continue
      if (failure) sayAll(failed)
      failure ??= failed
      inbox.close()
    }
    if (failure) throw failure
  } finally {
    await inbox.giveBack()
    pool.close()
  }
}

/** The first failure ends the run and is said there. */
function sayAll({ lines }: RunError): void {
  for (const { text } of lines) log.error(text)
}
