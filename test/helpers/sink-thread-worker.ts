import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { DatagramSink, type SinkOptions } from './datagram-sink.ts'

/** The calls of the thread. */
export type SinkCall = 'pause' | 'resume' | 'restart' | 'close'

const { path, options } = workerData as { path: string; options: SinkOptions }
const port = parentPort as MessagePort
const sink = new DatagramSink(path, options)
port.on('message', async (call: SinkCall | 'end') => {
  if (call === 'end') {
    await sink.close()
    port.close()
    return
  }
  await sink[call]()
  port.postMessage(call === 'close' ? sink.texts() : undefined)
})
port.postMessage('up')
