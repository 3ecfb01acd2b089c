import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds before the next write to a full pipe. */
export const FULL_PIPE_DELAY_MS = 5

/** What waits for room, in order. */
const waiting: { readonly out: number; readonly bytes: Uint8Array }[] = []
const descriptors = new Map<number, number>()
const sockets: Socket[] = []
/** Nobody reads these any more. */
const unread = new Set<number>()
let timer: NodeJS.Timeout | undefined

/**
 * Writes to stdout or stderr. What a full pipe does not take waits in memory, with all that follows, and not the process:
 * it must hear signals. Those who write much wait for {@link flushed} in between.
 *
 * @param out 1 or 2
 * @returns false if the reader is known to be gone
 */
export function write(out: number, bytes: Uint8Array): boolean {
  waiting.push({ out, bytes })
  if (waiting.length === 1) writeWaiting()
  return !unread.has(out)
}

/** @returns true if a full pipe has not taken all that was written */
export function isWaiting(): boolean {
  return waiting.length > 0
}

/** Waits until all that was written has left. @throws signal.reason */
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

/** @returns bytes that are done with */
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
    // The reader of our output is gone (EPIPE). The events matter more than the lines.
    unread.add(out)
    return bytes.length
  }
}

/** Writes what a descriptor takes of the bytes from `at` on. @returns their number; 0: it is full. @throws the system's error */
export function writeOnce(out: number, bytes: Uint8Array, at: number): number {
  try {
    return writeSync(nonBlocking(out), bytes, at)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw cause
  }
}

/**
 * A descriptor of the same pipe whose writes return when there is no room. Pipes are opened anew: the flag of the one that
 * was given would change for all who share it.
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
    // A socket cannot be opened anew; the runtime sets the flag.
    if (stat.isSocket()) sockets.push(new Socket({ fd: out, readable: false }))
  } catch {
    // A pipe of another user's: its writes block.
  }
  return out
}
