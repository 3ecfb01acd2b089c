/**
 * Frees the memory of bytes that nothing uses any more. The garbage collector does not see its size, and frees it late.
 *
 * @param bytes must not be used afterwards. Memory that they share with others is left alone
 */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}
