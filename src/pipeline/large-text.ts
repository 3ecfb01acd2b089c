import type { TextFormat } from '../buckets/contract.ts'
import type { EventBatch } from '../emit/types.ts'
import { type Spool, spool } from '../objects/spool.ts'
import { ReadFailure } from '../objects/types.ts'
import { EventWriter } from '../transform/event-writer.ts'
import type { ObjectEvents, ObjectJob } from './contract.ts'
import { failureDataOf } from './decode.ts'
import { readyEvents } from './object-events.ts'

/**
 * Reads an object whose text is too large for memory. The text is written to a file as it arrives. Every record is read
 * once to check all of them, and a second time, a block at a time, when the events are sent.
 *
 * @param chunks bytes as stored
 * @throws what `chunks` throws
 */
export async function readLargeText(
  job: ObjectJob,
  format: TextFormat,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ObjectEvents> {
  try {
    const text = await spool(chunks, job.key, job.maxObjectBytes)
    return await checked(job, format, text)
  } catch (cause) {
    if (cause instanceof ReadFailure) return readyEvents({ failure: failureDataOf(cause) })
    throw cause
  }
}

async function checked(job: ObjectJob, format: TextFormat, text: Spool): Promise<ObjectEvents> {
  const close = () => text.close()
  try {
    let isFound = false
    for await (const writer of writers(job, format, text)) isFound ||= !writer.foundNothing
    if (!isFound) return await nothingFound(job, text)
    return { batches: batches(job, format, text), close }
  } catch (cause) {
    await close()
    throw cause
  }
}

async function nothingFound(job: ObjectJob, text: Spool): Promise<ObjectEvents> {
  await text.close()
  const writer = new EventWriter(job.writer)
  writer.nothingFound()
  return readyEvents({ batch: writer.finish() })
}

async function* batches(job: ObjectJob, format: TextFormat, text: Spool): AsyncGenerator<EventBatch> {
  for await (const writer of writers(job, format, text)) yield writer.finish()
}

/** @returns a writer for each block, with the events of the block */
async function* writers(job: ObjectJob, format: TextFormat, text: Spool): AsyncGenerator<EventWriter> {
  const read = format.open(job)
  for await (const block of text.blocks(format.recordsEnd)) {
    const writer = new EventWriter(job.writer)
    read(block, writer)
    yield writer
  }
}
