import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'
import { openSocket } from '../../src/emit/socket.ts'
import type { EventBatch } from '../../src/emit/types.ts'
import { startReader } from '../reader.ts'
import type { MicroCase } from './contract.ts'

const EVENTS = 500
const EVENT_BYTES = 2100
const AF_UNIX = 1
const SOCK_DGRAM = 2

/** Datagrams to a reader in a process of its own. */
export async function sendCase(): Promise<MicroCase> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-send-'))
  const path = join(folder, 'queue')
  const reader = await startReader(path)
  const emitter = openSocket(path, new AbortController().signal)
  const bare = bareSocket(path)
  const batch = batchOfEvents()
  return {
    name: 'send',
    limit: 'a blocking send(2) of each datagram',
    unit: 'events',
    amount: EVENTS,
    ours: () => emitter.send(batch),
    native: () => bare.send(EVENTS),
    async close() {
      await emitter.close()
      bare.close()
      reader.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

function batchOfEvents(): EventBatch {
  const ends = Uint32Array.from({ length: EVENTS }, (_, n) => (n + 1) * EVENT_BYTES)
  return { bytes: Buffer.alloc(EVENTS * EVENT_BYTES, 'x'), ends, lines: [], discarded: 0, failed: 0 }
}

function bareSocket(path: string) {
  const libc = koffi.load('libc.so.6')
  const send = libc.func('intptr_t send(int, const void *, size_t, int)')
  const fd: number = libc.func('int socket(int, int, int)')(AF_UNIX, SOCK_DGRAM, 0)
  const address = Buffer.alloc(110)
  address.writeUInt16LE(AF_UNIX, 0)
  address.write(path, 2)
  const failed: number = libc.func('int connect(int, const void *, unsigned int)')(fd, address, address.length)
  if (failed !== 0) throw new Error(`nobody reads ${path}`)
  const event = Buffer.alloc(EVENT_BYTES, 'x')
  return {
    send(count: number) {
      for (let n = 0; n < count; n++) send(fd, event, event.length, 0)
    },
    close: () => void libc.func('int close(int)')(fd),
  }
}
