import { parentPort } from 'node:worker_threads'
import { type DecodeJob, decode, transferables } from './decode.ts'

// One job after another, answered in order: the pool needs no numbers to match them.
parentPort?.on('message', (job: DecodeJob) => {
  const decoded = decode(job)
  parentPort?.postMessage(decoded, transferables(decoded))
})
