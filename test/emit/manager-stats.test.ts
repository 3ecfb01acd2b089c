import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requestStats } from '../../src/emit/manager-stats.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stats-'))
  path = join(folder, 'analysis')
})
afterEach(() => rmSync(folder, { recursive: true }))

const framed = (text: string, length = Buffer.byteLength(text)) => {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(length)
  return Buffer.concat([head, Buffer.from(text)])
}
const answer = (metrics: object) => framed(JSON.stringify({ error: 0, message: 'ok', data: { metrics } }))
const ours = (aws: number) => ({ modules_breakdown: { aws } })
const queues = { others: { size: 16_384, usage: 0.5 } }
const counted = { received_breakdown: { decoded_breakdown: ours(7), dropped_breakdown: ours(3) } }

/** What is made of a server that does this with each connection, and what it was asked. */
async function ask(serve: (socket: Socket) => void, timeoutMs = 5000) {
  let asked = Buffer.alloc(0)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (chunk) => {
      asked = chunk
      serve(socket)
    })
  }).listen(path)
  await once(server, 'listening')
  const result = await requestStats(path, timeoutMs).catch((cause: Error) => cause.message)
  server.close()
  return { result, asked }
}

test('the manager is asked by one framed request, and tells its queue and our events', async () => {
  const { result, asked } = await ask((socket) => socket.end(answer({ queues, events: counted })))
  expect(asked).toEqual(framed('{"command":"getstats"}'))
  expect(result).toEqual({ size: 16_384, waiting: 8192, arrived: 7, dropped: 3 })
})

test('an answer may come in pieces, and without our events', async () => {
  const whole = answer({ queues })
  const { result } = await ask(async (socket) => {
    for (const byte of whole.subarray(0, 9)) {
      socket.write(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.end(whole.subarray(9))
  })
  expect(result).toEqual({ size: 16_384, waiting: 8192, arrived: undefined, dropped: undefined })
})

test.each<[string, (socket: Socket) => void, string | RegExp]>([
  ['closes at once', (socket) => socket.destroy(), /cut short|ECONNRESET/],
  ['closes within the answer', (socket) => socket.end(answer({ queues }).subarray(0, 30)), 'the answer is cut short'],
  ['answers no JSON', (socket) => socket.end(framed('err')), /JSON/],
  ['answers something else', (socket) => socket.end(framed('{"error":1,"data":{}}')), 'no statistics'],
  ['answers null', (socket) => socket.end(framed('null')), 'no statistics'],
  [
    'has a queue of no places',
    (socket) => socket.end(answer({ queues: { others: { size: 0, usage: 0 } } })),
    'no statistics',
  ],
  [
    'is more than full',
    (socket) => socket.end(answer({ queues: { others: { size: 9, usage: 45 } } })),
    'no statistics',
  ],
  [
    'has texts for numbers',
    (socket) => socket.end(answer({ queues: { others: { size: '9', usage: '0' } } })),
    'no statistics',
  ],
  ['promises gigabytes', (socket) => socket.write(framed('', 2 ** 32 - 1)), 'the answer is too long'],
])('a manager that %s is an error, not a crash', async (_, serve, message) => {
  const { result } = await ask(serve)
  expect(result).toEqual(expect.stringMatching(message))
})

test('a manager that does not answer in time is an error', async () => {
  const { result } = await ask(() => {}, 20)
  expect(result).toBe('no answer in time')
})

test('an answer that came while the thread was busy is in time', async () => {
  const { result } = await ask((socket) => {
    socket.end(answer({ queues }))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
  }, 400)
  expect(result).toMatchObject({ size: 16_384 })
})

test('a manager that is not there is an error', async () => {
  await expect(requestStats(path, 1000)).rejects.toThrow('ENOENT')
})
