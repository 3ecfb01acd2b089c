import { sayBefore } from '../../emit/lines.ts'
import type { EventBatch } from '../../emit/types.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { Run } from '../../run.ts'
import { EventWriter, type WriterOptions } from '../../transform/event-writer.ts'
import type { LogEvent } from '../types.ts'

/**
 * Sends the messages of a page that the discard rule leaves.
 *
 * @param name of the stream, for the lines about messages that are too long
 * @returns how many were sent
 */
export async function sendMessages(run: Run, name: string, events: readonly LogEvent[]): Promise<number> {
  const { debugLevel, discard } = run.options.output
  const writerOptions: WriterOptions = {
    object: { logFile: name, bucket: '' },
    debugLevel,
    discard,
  }
  if (debugLevel >= 2) return sendOneByOne(run, writerOptions, events)
  const writer = new EventWriter(writerOptions)
  for (const { message } of events) writer.message(message)
  return send(run, writer.finish())
}

/** At level 2 each message is shown before it is sent, in lines of its own. */
async function sendOneByOne(run: Run, options: WriterOptions, events: readonly LogEvent[]): Promise<number> {
  let sent = 0
  for (const { message, timestamp } of events) {
    const writer = new EventWriter(options)
    writer.message(message)
    const batch = writer.finish()
    sayBefore(batch, 0, batch.ends.length)
    if (batch.ends.length > 0) {
      sayMessage(message)
      log.debug(3, messages.theTimestamp(timestamp))
    }
    sent += await send(run, { ...batch, lines: [] })
  }
  return sent
}

/** What a line of our own starts with. */
const LABEL = /^\s*(DEBUG|INFO|WARNING|ERROR|usage|[\w.]+: error)\b/

/** A message of several lines is shown in as many, but never one that could be taken for a line of ours. */
function sayMessage(message: string): void {
  const [first = '', ...rest] = messages.theMessage(message).split(/\r?\n(?!\s*$)/)
  const isForged = rest.some((line) => LABEL.test(line))
  log.debug(2, isForged ? [first, ...rest].join('\n') : first)
  if (!isForged) for (const line of rest) log.line(line)
}

async function send(run: Run, batch: EventBatch): Promise<number> {
  await run.emitter.send(batch, { quoted: true })
  run.counts.discarded += batch.discarded
  run.counts.failed += batch.failed
  return batch.ends.length
}
