// Decodes objects as a worker does, on this thread, and prints the bytes of JavaScript's heap that each event took.
// Nothing is collected meanwhile, as long as the young generation is large: --max-semi-space-size=64.
import { PerformanceObserver } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'

const OBJECTS = 100
const EVENTS = 50

let collections = 0
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length
})

const worker = new Worker(new URL('../../dist/worker.mjs', import.meta.url))
const decoded = (job) =>
  new Promise((resolve) => {
    worker.once('message', resolve)
    worker.postMessage({ job, spare: [] })
  })

const Records = Array.from({ length: EVENTS }, (_, n) => ({
  userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::123456789012:assumed-role/app/${n}` },
  sourceIPAddress: `10.0.0.${n}`,
  eventName: 'GetObject',
  requestParameters: { bucketName: 'data', key: `path/${n}`, version: n % 2 ? null : n },
  responseElements: n % 3 ? null : { id: n },
  additionalEventData: { bytes: n },
  resources: [{ ARN: `arn:aws:s3:::data/${n}` }],
  eventID: String(n),
}))
const zipped = gzipSync(JSON.stringify({ Records }))
const object = { bucket: 'b', logFile: 'k.json.gz' }
const job = { type: 'cloudtrail', bucket: 'b', key: 'k.json.gz', trailPrefix: '', maxObjectBytes: 2 ** 30 }

async function decodeAll() {
  for (let n = 0; n < OBJECTS; n++) {
    const { batch } = await decoded({ ...job, writer: { object, debugLevel: 0 }, bytes: new Uint8Array(zipped) })
    if (batch?.ends.length !== EVENTS) throw new Error('not all events')
  }
}

for (let n = 0; n < 5; n++) await decodeAll()
globalThis.gc()
observer.observe({ entryTypes: ['gc'] })
const before = process.memoryUsage().heapUsed
await decodeAll()
const bytes = process.memoryUsage().heapUsed - before
await new Promise(setImmediate)
console.log(JSON.stringify({ bytesAnEvent: bytes / (OBJECTS * EVENTS), collections }))
await worker.terminate()
