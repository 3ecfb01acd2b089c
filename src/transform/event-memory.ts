/** Memory is taken in multiples of this, so that it fits the events of other objects as well. */
const GRAIN = 64 * 1024
/** Bytes that are kept at most: what one large object needed is not. */
const KEPT = 16 << 20

const spare: ArrayBuffer[] = []
let kept = 0

/** Keeps memory whose events have been sent. Fresh memory costs as much as filling it, and its garbage a collection. */
export function keepMemory(buffer: ArrayBuffer): void {
  if (kept + buffer.byteLength > KEPT) return
  kept += buffer.byteLength
  spare.push(buffer)
}

/** Memory for events, kept or fresh. @param bytes how much is needed at least */
export function takeMemory(bytes: number): Buffer {
  const place = spare.findIndex(({ byteLength }) => byteLength >= bytes)
  const [buffer] = place < 0 ? [] : spare.splice(place, 1)
  if (!buffer) return Buffer.allocUnsafeSlow(Math.ceil(bytes / GRAIN) * GRAIN)
  kept -= buffer.byteLength
  return Buffer.from(buffer)
}
