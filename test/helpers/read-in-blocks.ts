import type { TextFormat } from '../../src/buckets/contract.ts'
import type { ObjectJob } from '../../src/pipeline/contract.ts'
import { readLargeText } from '../../src/pipeline/large-text.ts'

/** Reads an object in blocks, as a run reads a large text. @returns its batches, and why it failed */
export async function readInBlocks(job: ObjectJob, format: TextFormat, stored: Uint8Array) {
  const chunks = (async function* () {
    yield stored
  })()
  const { batches, failure, close } = await readLargeText(job, format, chunks, stored.length)
  const all = await Array.fromAsync(batches)
  await close()
  return { batches: all, failure }
}
