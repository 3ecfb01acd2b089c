/** Buffers are allocated in multiples of this, so that they fit the events of other objects too. */
const GRAIN_BYTES = 64 * 1024
/** Most bytes that are kept. Files of CloudTrail reach 25 MB of events; the memory of a larger object is not kept. */
export const KEPT_BYTES = 32 << 20
/** A buffer over so many times the size needed is not reused: queued events are charged for their whole buffer. */
const MAX_SIZE_FACTOR = 4

/** One pool for the thread: the writers of all objects take from it what the sender has given back. */
const spare: ArrayBuffer[] = []
let kept = 0

/**
 * Keeps memory whose events have been sent. Fresh memory costs as much as filling it, and later a garbage collection.
 */
export function keepMemory(buffer: ArrayBuffer): void {
  if (buffer.byteLength > KEPT_BYTES) return
  kept += buffer.byteLength
  spare.push(buffer)
  // The buffers kept longest fit none of the current objects.
  while (kept > KEPT_BYTES) kept -= spare.shift()?.byteLength ?? 0
}

/** Memory for events, kept or fresh. @param bytes the size needed at least */
export function takeMemory(bytes: number): Buffer {
  const size = Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES
  const place = spare.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= size * MAX_SIZE_FACTOR)
  const [buffer] = place < 0 ? [] : spare.splice(place, 1)
  if (!buffer) return Buffer.allocUnsafeSlow(size)
  kept -= buffer.byteLength
  return Buffer.from(buffer)
}
