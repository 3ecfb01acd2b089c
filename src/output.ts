import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds before the next write to a full pipe. */
export const FULL_PIPE_DELAY_MS = 5

/** Writes that wait for room, in order. */
const waiting: { readonly out: number; readonly bytes: Uint8Array }[] = []
const descriptors = new Map<number, number>()
const sockets: Socket[] = []
/** Descriptors whose readers are gone. */
const unread = new Set<number>()
let timer: NodeJS.Timeout | undefined

/**
 * Writes to stdout or stderr. Bytes that a full pipe does not take wait in memory, and all later ones after them; the
 * process does not block, so that it receives signals. A caller that writes much awaits {@link flushed} in between.
 *
 * @param out 1 or 2
 * @returns false if the reader is known to be gone
 */
export function write(out: number, bytes: Uint8Array): boolean {
  waiting.push({ out, bytes })
  if (waiting.length === 1) writeWaiting()
  return !unread.has(out)
}

/** @returns true if bytes wait for room */
export function isWaiting(): boolean {
  return waiting.length > 0
}

/** Waits until no bytes wait for room. @throws signal.reason */
export async function flushed(signal: AbortSignal): Promise<void> {
  while (waiting.length > 0) {
    signal.throwIfAborted()
    await sleep(FULL_PIPE_DELAY_MS)
    writeWaiting()
  }
}

function writeWaiting(): void {
  clearTimeout(timer)
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const written = writeSome(next.out, next.bytes)
    if (written === next.bytes.length) continue
    waiting.unshift({ out: next.out, bytes: next.bytes.subarray(written) })
    timer = setTimeout(writeWaiting, FULL_PIPE_DELAY_MS)
    return
  }
}

/** @returns the number of bytes that are written, or dropped because the reader is gone */
function writeSome(out: number, bytes: Uint8Array): number {
  let at = 0
  try {
    while (at < bytes.length) {
      const written = writeOnce(out, bytes, at)
      if (written === 0) break
      at += written
    }
    return at
  } catch {
    // The reader is gone (EPIPE). Events matter more than lines.
    unread.add(out)
    return bytes.length
  }
}

/** Writes as many bytes from `at` on as a descriptor takes. @returns their number; 0 if it is full @throws Error of the system */
export function writeOnce(out: number, bytes: Uint8Array, at: number): number {
  try {
    return writeSync(nonBlocking(out), bytes, at)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw cause
  }
}

/**
 * @returns a descriptor of the same pipe whose writes do not block. The pipe is opened again, since the flag of the given
 * descriptor would change for all processes that share it
 */
function nonBlocking(out: number): number {
  const known = descriptors.get(out)
  if (known !== undefined) return known
  const opened = open(out)
  descriptors.set(out, opened)
  return opened
}

function open(out: number): number {
  try {
    const stat = fstatSync(out)
    if (stat.isFIFO()) return openSync(`/proc/self/fd/${out}`, constants.O_WRONLY | constants.O_NONBLOCK)
    // A socket cannot be opened again, but the runtime sets its flag.
    if (stat.isSocket()) sockets.push(new Socket({ fd: out, readable: false }))
  } catch {
    // The pipe belongs to another user: its writes block.
  }
  return out
}
