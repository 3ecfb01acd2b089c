import type { TextFormat } from '../buckets/contract.ts'
import type { EventBatch } from '../emit/types.ts'
import { OverLimit } from '../objects/inflate.ts'
import { type Spool, spool } from '../objects/spool.ts'
import { ReadFailure } from '../objects/types.ts'
import type { WriterOptions } from '../transform/contract.ts'
import { withMatches, withoutMatches } from '../transform/discard.ts'
import { type EventBounds, Meter } from '../transform/event-bounds.ts'
import { EventWriter } from '../transform/event-writer.ts'
import { eventBounds, maxExpandedBytes, tooDense } from './bounds.ts'
import type { ObjectEvents, ObjectJob } from './contract.ts'
import { failureDataOf, readyEvents } from './decode.ts'

type BoundJob = ObjectJob & { readonly writer: WriterOptions & { readonly bounds: EventBounds } }

/**
 * Reads an object whose text is too large for memory. The text is written to a file as it arrives. Every record is read
 * once to check all of them, and a second time, a block at a time, when the events are sent.
 *
 * @param chunks bytes as stored
 * @param storedBytes how many there are
 * @throws what `chunks` throws
 */
export async function readLargeText(
  job: ObjectJob,
  format: TextFormat,
  chunks: AsyncIterable<Uint8Array>,
  storedBytes: number,
): Promise<ObjectEvents> {
  const maxBytes = maxExpandedBytes(storedBytes, job.maxObjectBytes)
  const writer = { ...job.writer, bounds: eventBounds(storedBytes) }
  try {
    const text = await spool(chunks, job.key, maxBytes)
    return await checked({ ...job, writer }, format, text)
  } catch (cause) {
    const isDense = cause instanceof OverLimit && maxBytes < job.maxObjectBytes
    if (isDense) return readyEvents({ failure: failureDataOf(tooDense()) })
    if (cause instanceof ReadFailure) return readyEvents({ failure: failureDataOf(cause) })
    throw cause
  }
}

async function checked(job: BoundJob, format: TextFormat, text: Spool): Promise<ObjectEvents> {
  const close = () => text.close()
  try {
    let isFound = false
    const discard = withoutMatches(job.writer.discard)
    const checking: BoundJob = { ...job, writer: { ...job.writer, discard, debugLevel: 0 } }
    for await (const writer of writers(checking, format, text)) isFound ||= !writer.foundNothing
    if (!isFound) return await nothingFound(job, text)
    return { batches: batches(job, format, text), close }
  } catch (cause) {
    await close()
    // Any error here comes of the content: nothing else is at work.
    return readyEvents({ failure: failureDataOf(cause) })
  }
}

async function nothingFound(job: BoundJob, text: Spool): Promise<ObjectEvents> {
  await text.close()
  const writer = new EventWriter(job.writer)
  writer.nothingFound()
  return readyEvents({ batch: writer.finish() })
}

async function* batches(job: BoundJob, format: TextFormat, text: Spool): AsyncGenerator<EventBatch> {
  for await (const writer of writers(job, format, text)) yield writer.finish()
}

/** @returns a writer for each block, with the events of the block */
async function* writers(job: BoundJob, format: TextFormat, text: Spool): AsyncGenerator<EventWriter> {
  const read = format.open(job)
  const collect = format.open(job)
  const { object, discard: rule } = job.writer
  const { maxPreamble } = job.writer.bounds
  const meter = new Meter(job.writer.bounds)
  let preamble = 0
  for await (const block of text.blocks(format.recordsEnd)) {
    const bounds = { ...job.writer.bounds, maxPreamble: maxPreamble - preamble }
    // A reader may change its block, and knows those before it.
    const discard = await withMatches(rule, object, (collecting) =>
      collect(block.slice(), new EventWriter({ ...job.writer, bounds, discard: collecting })),
    )
    const writer = new EventWriter({ ...job.writer, bounds, meter, discard })
    read(block, writer)
    meter.events += writer.count
    preamble += writer.preambleLength
    yield writer
  }
}
