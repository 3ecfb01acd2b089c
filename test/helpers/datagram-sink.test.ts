import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DatagramSink, leaveStaleSocket } from './datagram-sink.ts'

const AF_UNIX = 1
const SOCK_DGRAM = 2
const MSG_DONTWAIT = 0x40
const EAGAIN = 11
const ECONNREFUSED = 111

const libc = koffi.load('libc.so.6')
const socket = libc.func('int socket(int, int, int)')
const sendto = libc.func('intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)')
const closeFd = libc.func('int close(int)')

let folder: string
let path: string
let fd: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sink-'))
  path = join(folder, 'queue')
  fd = socket(AF_UNIX, SOCK_DGRAM, 0) as number
})

afterEach(() => {
  closeFd(fd)
  rmSync(folder, { recursive: true })
})

/** @returns 0, or the errno */
function send(text: string): number {
  const bytes = Buffer.from(text)
  const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), Buffer.from(`${path}\0`)])
  return Number(sendto(fd, bytes, bytes.length, MSG_DONTWAIT, address, address.length)) < 0 ? koffi.errno() : 0
}

function fill(): number {
  let sent = 0
  while (sent < 100_000 && send(`filler ${sent}`) === 0) sent++
  return sent
}

test('a sink keeps datagrams whole and in order', async () => {
  const seen: string[] = []
  const sink = new DatagramSink(path, { onDatagram: (datagram) => seen.push(datagram.toString()) })
  const large = 'x'.repeat(100_000)
  expect([send('one'), send('two\nlines'), send(large)]).toEqual([0, 0, 0])
  await sink.close()
  expect(sink.texts()).toEqual(['one', 'two\nlines', large])
  expect(seen).toEqual(sink.texts())
})

test('a sink makes senders wait while paused, and takes everything after', async () => {
  const sink = new DatagramSink(path)
  await sink.pause()
  const sent = fill()
  expect(send('too many')).toBe(EAGAIN)
  sink.resume()
  await expect.poll(() => sink.datagrams.length).toBe(sent)
  expect(send('again')).toBe(0)
  await sink.close()
  expect(sink.texts().at(-1)).toBe('again')
})

test('a slow sink takes one datagram at a time', async () => {
  const sink = new DatagramSink(path, { delayMs: 300, receiveBuffer: 4096 })
  const sent = fill()
  await expect.poll(() => sink.datagrams.length).toBeGreaterThan(0)
  expect(sink.datagrams.length).toBeLessThan(sent)
  await sink.close()
  expect(sink.datagrams.length).toBe(sent)
})

test('a sink refuses datagrams after a close, and reads again after a restart', async () => {
  const sink = new DatagramSink(path)
  await sink.close()
  expect(send('lost')).toBe(ECONNREFUSED)
  sink.restart()
  expect(send('back')).toBe(0)
  await sink.close()
  expect(sink.texts()).toEqual(['back'])
})

test('a stale socket refuses datagrams', () => {
  leaveStaleSocket(path)
  expect(send('nobody')).toBe(ECONNREFUSED)
})
