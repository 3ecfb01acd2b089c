import { parentPort } from 'node:worker_threads'
import { decode, transferables } from './pipeline/decode.ts'
import type { WorkerMessage } from './pipeline/decode-pool.ts'
import { findReading } from './sources/find-reading.ts'
import { keepMemory } from './transform/event-memory.ts'

// One job after another, answered in order: the pool needs no numbers to match them.
parentPort?.on('message', ({ job, spare }: WorkerMessage) => {
  for (const buffer of spare) keepMemory(buffer)
  const decoded = decode(job, findReading(job))
  parentPort?.postMessage(decoded, transferables(decoded))
})
