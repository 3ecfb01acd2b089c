import { constants, endianness } from 'node:os'
import type { KoffiFunc } from 'koffi'

/** Datagrams per call, and per call that may wait for each of them. */
const CALL_SIZE = 64
const WAITING_CALL_SIZE = 4
/** Milliseconds that one call may wait for each datagram, and for `poll`. Neither blocks a thread for 50 ms. */
const SEND_TIMEOUT_MS = 8
const POLL_TIMEOUT_MS = 30
/** `sun_path` of `struct sockaddr_un` takes 108 bytes, its closing zero included. */
export const MAX_PATH_BYTES = 107

// Linux, x86-64 and arm64 alike; see socket(2), socket(7), sendmmsg(2), poll(2).
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SO_SNDTIMEO = 21
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
const POLLOUT = 4
/** `struct mmsghdr` and `struct iovec`, in 32-bit words: pointers and sizes take two. */
const HEADER_WORDS = 16
const VECTOR_WORDS = 4
const HEADER_VECTOR = 4
const HEADER_VECTOR_COUNT = 6
const WORD = 2 ** 32

// biome-ignore lint/suspicious/noExplicitAny: the types of a native function are in its C declaration
type Native = KoffiFunc<(...args: any[]) => any>

interface Library {
  readonly socket: Native
  readonly connect: Native
  readonly sendmmsg: Native
  readonly setsockopt: Native
  readonly poll: Native
  readonly close: Native
  readonly strerror: Native
  readonly errno: () => number
  readonly address: (memory: unknown) => bigint
}

let library: Library | undefined

/**
 * Loads the foreign-function library, since Node has no unix datagrams. A run without events does not load it.
 *
 * @throws Error when the library does not support this system
 */
export async function loadLibrary(): Promise<void> {
  if (library) return
  const { default: koffi } = await import('koffi')
  if (endianness() !== 'LE') throw new Error('big-endian systems are not supported')
  const libc = koffi.load(null)
  library = {
    socket: libc.func('int socket(int, int, int)'),
    connect: libc.func('int connect(int, const void *, unsigned int)'),
    sendmmsg: libc.func('int sendmmsg(int, void *, unsigned int, int)'),
    setsockopt: libc.func('int setsockopt(int, int, int, const void *, unsigned int)'),
    poll: libc.func('int poll(void *, unsigned long, int)'),
    close: libc.func('int close(int)'),
    strerror: libc.func('const char *strerror(int)'),
    errno: koffi.errno,
    address: koffi.address,
  }
}

/** @returns the system's text for an error number, as Python shows it */
export const errorText = (errno: number): string => loaded().strerror(errno)

/**
 * How the next call waits for space. `now` does not wait. `in line` waits its turn among the blocking senders. `poll`
 * waits for any free place, which another sender may take first; used when a turn takes longer than a call may.
 */
type WaitMode = 'now' | 'in line' | 'poll'

/**
 * A connected unix datagram socket. Errors are returned as numbers. The kernel wakes a waiting thread when there is space:
 * it uses no CPU, is woken as early as other senders, and returns within 50 ms or at a signal.
 */
export class DatagramSocket {
  readonly #lib = loaded()
  readonly #fd: number
  readonly #vectors = new Uint32Array(CALL_SIZE * VECTOR_WORDS)
  readonly #headers = new Uint32Array(CALL_SIZE * HEADER_WORDS)
  readonly #pollSet: Int32Array
  /** The batch whose address was looked up last. The reference also keeps its memory alive. */
  #bytes: Uint8Array | undefined
  #base = 0
  #waitMode: WaitMode = 'now'

  private constructor(fd: number) {
    this.#fd = fd
    this.#pollSet = Int32Array.of(fd, POLLOUT)
    const vectors = Number(this.#lib.address(this.#vectors))
    for (let i = 0; i < CALL_SIZE; i++) {
      putPointer(this.#headers, i * HEADER_WORDS + HEADER_VECTOR, vectors + i * VECTOR_WORDS * 4)
      this.#headers[i * HEADER_WORDS + HEADER_VECTOR_COUNT] = 1
    }
  }

  /** @returns the socket, or the number of the error */
  static connect(path: string): DatagramSocket | number {
    const { socket, connect, close, errno } = loaded()
    const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
    if (fd < 0) return errno()
    const address = Buffer.alloc(2 + MAX_PATH_BYTES + 1)
    address.writeUInt16LE(AF_UNIX, 0)
    address.write(path, 2)
    if (connect(fd, address, address.length) === 0 && setSendTimeout(fd)) return new DatagramSocket(fd)
    const failure = errno()
    close(fd)
    return failure
  }

  /**
   * Passes datagrams to the kernel, in order, as many as it takes. Waits for space if the last call found none.
   *
   * @param bytes datagrams back to back
   * @param ends  end of each datagram in `bytes`
   * @returns number of datagrams taken; if none, the negative error number: `EAGAIN` when there was no space in time
   */
  send(bytes: Uint8Array, ends: Uint32Array, from: number, to: number): number {
    const waitMode = this.#waitMode
    if (waitMode === 'poll') this.#lib.poll(this.#pollSet, 1, POLL_TIMEOUT_MS)
    const inLine = waitMode === 'in line'
    const count = Math.min(to - from, inLine ? WAITING_CALL_SIZE : CALL_SIZE)
    this.#pointTo(bytes, ends, from, count)
    const taken: number = this.#lib.sendmmsg(
      this.#fd,
      this.#headers,
      count,
      inLine ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT,
    )
    const result = taken > 0 ? taken : -this.#lib.errno()
    if (result === count) this.#waitMode = 'now'
    else this.#waitMode = inLine && result === -EAGAIN ? 'poll' : 'in line'
    return result
  }

  #pointTo(bytes: Uint8Array, ends: Uint32Array, from: number, count: number): void {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes
      this.#base = Number(this.#lib.address(bytes))
    }
    let start = from === 0 ? 0 : (ends[from - 1] as number)
    for (let i = 0; i < count; i++) {
      const end = ends[from + i] as number
      putPointer(this.#vectors, i * VECTOR_WORDS, this.#base + start)
      this.#vectors[i * VECTOR_WORDS + 2] = end - start
      start = end
    }
  }

  close(): void {
    this.#bytes = undefined
    this.#lib.close(this.#fd)
  }
}

/** Error numbers of {@link DatagramSocket.send}, without the sign. */
export const { EAGAIN, EINTR, ENOBUFS, ENOMEM, EMSGSIZE, ECONNREFUSED, ECONNRESET, ENOTCONN, ENOENT, EPIPE } =
  constants.errno

function loaded(): Library {
  if (!library) throw new Error('the library is not loaded')
  return library
}

/** Sets `SO_SNDTIMEO`, a `struct timeval` of seconds and microseconds. @returns whether it succeeded */
function setSendTimeout(fd: number): boolean {
  const time = BigInt64Array.of(0n, BigInt(SEND_TIMEOUT_MS * 1000))
  return loaded().setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, time, time.byteLength) === 0
}

function putPointer(words: Uint32Array, at: number, address: number): void {
  words[at] = address % WORD
  words[at + 1] = address / WORD
}
