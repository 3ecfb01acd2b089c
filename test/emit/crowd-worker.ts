import { parentPort, workerData } from 'node:worker_threads'
import koffi from 'koffi'

// A sender as simple as they come: one blocking call for each datagram.
const { path, counters, index } = workerData as { path: string; counters: Int32Array; index: number }
const libc = koffi.load('libc.so.6')
const socket = libc.func('int socket(int, int, int)')
const connect = libc.func('int connect(int, const void *, uint32_t)')
const send = libc.func('intptr_t send(int, const void *, size_t, int)')
const close = libc.func('int close(int)')

const fd = socket(1, 2 | 0o2000000, 0) as number
const address = Buffer.concat([Buffer.from([1, 0]), Buffer.from(`${path}\0`)])
if (connect(fd, address, address.length) !== 0) throw new Error(`connect ${path}: errno ${koffi.errno()}`)
parentPort?.postMessage('up')
const datagram = Buffer.alloc(1500, 'c')
while (Atomics.load(counters, 0) === 0) {
  if (send(fd, datagram, datagram.length, 0) > 0) Atomics.add(counters, index, 1)
}
close(fd)
