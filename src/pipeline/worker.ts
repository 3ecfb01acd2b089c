import { parentPort } from 'node:worker_threads'
import { keepMemory } from '../transform/event-memory.ts'
import { decode, transferables } from './decode.ts'
import type { WorkerMessage } from './decode-pool.ts'

// One job after another, answered in order: the pool needs no numbers to match them.
parentPort?.on('message', ({ job, spare }: WorkerMessage) => {
  for (const buffer of spare) keepMemory(buffer)
  const decoded = decode(job)
  parentPort?.postMessage(decoded, transferables(decoded))
})
