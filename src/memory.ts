// The garbage collector does not see the size of buffers, and frees them late.

/** Frees the memory of bytes that nothing uses any more, unless they share it with others. */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/**
 * Frees a whole buffer, of which nothing is used any more. One of the pool's size is left alone: many small buffers may be
 * in it. So are empty ones, of which many readers may have the same.
 */
export function freeBuffer(buffer: ArrayBufferLike): void {
  const { byteLength } = buffer
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength !== Buffer.poolSize) buffer.transfer(0)
}
