import { parentPort } from 'node:worker_threads'
import { decode, transferables } from './pipeline/decode.ts'
import type { WorkerMessage } from './pipeline/decode-pool.ts'
import { findReading } from './sources/find-reading.ts'
import { keepMemory } from './transform/event-memory.ts'

// Jobs are answered in order, so the pool needs no ids to match the answers.
parentPort?.on('message', ({ job, spare }: WorkerMessage) => {
  for (const buffer of spare) keepMemory(buffer)
  const decoded = decode(job, findReading(job))
  parentPort?.postMessage(decoded, transferables(decoded))
})
