import type { LibraryHandle } from 'koffi'

/** Parameters of mallopt(3). */
const M_TRIM_THRESHOLD = -1
const M_MMAP_THRESHOLD = -3

/** Bytes from which a block is mapped on its own, and unmapped when it is freed: only large objects have such blocks. */
const MAPPED_BYTES = 4 * 1024 * 1024
/** Freed bytes at the end of the heap that are kept for smaller blocks. */
const KEPT_BYTES = 8 * 1024 * 1024

/**
 * Lets the C library give the memory of large objects back as soon as it is freed. By itself glibc comes to keep up to 64
 * MB, which counts as used though nothing needs it.
 */
export function returnMemory(libc: LibraryHandle): void {
  try {
    const mallopt = libc.func('int mallopt(int, int)')
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES)
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
  } catch {
    // Other C libraries do not have the function, nor the habit.
  }
}
