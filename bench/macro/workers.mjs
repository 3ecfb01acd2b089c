// Preloaded into a run: lets it see BENCH_WORKERS + 1 cores, so that it starts as many workers. With 0, the code of a
// worker runs on the main thread, at the other end of a channel.

import { createRequire, syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

const threads = createRequire(import.meta.url)('node:worker_threads')
const workers = Number(process.env.BENCH_WORKERS)
os.availableParallelism = () => workers + 1

/** Stands in for a thread. */
class SameThread {
  constructor(script, { workerData } = {}) {
    const { port1, port2 } = new threads.MessageChannel()
    threads.parentPort = port2
    threads.workerData = workerData
    syncBuiltinESMExports()
    port1.terminate = async () => {
      port1.close()
      port2.close()
    }
    import(script).catch((cause) => port1.emit('error', cause))
    // biome-ignore lint/correctness/noConstructorReturn: the port has all the methods of a worker that are called
    return port1
  }
}

if (workers === 0) threads.Worker = SameThread
syncBuiltinESMExports()
