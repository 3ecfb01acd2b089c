import { constants, endianness } from 'node:os'
import type { KoffiFunc } from 'koffi'

/** Datagrams given to the kernel in one call, and in one that may wait for each of them. */
const CALL_SIZE = 64
const WAITING_CALL_SIZE = 4
/** Milliseconds that one call may wait: for room for each datagram, and for a sign of room. Neither keeps a thread for 50. */
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
 * Loads the foreign-function library: Node has no unix datagrams. Late, because a run without events needs none.
 *
 * @throws Error when there is none for this system
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

/** The system's text for an error number, as Python shows it. */
export const errorText = (errno: number): string => loaded().strerror(errno)

/**
 * How the next call asks for room. `now`: takes what there is. `in line`: waits its turn among the senders that block.
 * `poll`: is told of every free place, and may find it taken; the way out where a turn takes longer than a call may.
 */
type Ask = 'now' | 'in line' | 'poll'

/**
 * A connected unix datagram socket. Errors come back as numbers. The kernel says when there is room: a thread that waits
 * for it uses no processor, is woken as soon as any other sender, and comes back within 50 ms, or at a signal.
 */
export class DatagramSocket {
  readonly #lib = loaded()
  readonly #fd: number
  readonly #vectors = new Uint32Array(CALL_SIZE * VECTOR_WORDS)
  readonly #headers = new Uint32Array(CALL_SIZE * HEADER_WORDS)
  readonly #pollSet: Int32Array
  /** The batch whose memory was looked up last; also keeps that memory alive. */
  #bytes: Uint8Array | undefined
  #base = 0
  #ask: Ask = 'now'

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
    if (connect(fd, address, address.length) === 0 && limitWaiting(fd)) return new DatagramSocket(fd)
    const failure = errno()
    close(fd)
    return failure
  }

  /**
   * Hands datagrams to the kernel, in order, as many as it takes. Waits for room where there was none the last time.
   *
   * @param bytes datagrams back to back; `ends` says where each ends
   * @returns how many were taken; none: minus the number of the error, `EAGAIN` when there was no room in time
   */
  send(bytes: Uint8Array, ends: Uint32Array, from: number, to: number): number {
    const ask = this.#ask
    if (ask === 'poll') this.#lib.poll(this.#pollSet, 1, POLL_TIMEOUT_MS)
    const inLine = ask === 'in line'
    const count = Math.min(to - from, inLine ? WAITING_CALL_SIZE : CALL_SIZE)
    this.#pointTo(bytes, ends, from, count)
    const taken: number = this.#lib.sendmmsg(
      this.#fd,
      this.#headers,
      count,
      inLine ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT,
    )
    const result = taken > 0 ? taken : -this.#lib.errno()
    if (result === count) this.#ask = 'now'
    else this.#ask = inLine && result === -EAGAIN ? 'poll' : 'in line'
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

/** What {@link DatagramSocket.send} returns, without the sign. */
export const { EAGAIN, EINTR, ENOBUFS, ENOMEM, EMSGSIZE, ECONNREFUSED, ECONNRESET, ENOTCONN, ENOENT, EPIPE } =
  constants.errno

function loaded(): Library {
  if (!library) throw new Error('the library is not loaded')
  return library
}

/** `struct timeval`: seconds, microseconds. @returns whether the kernel agreed */
function limitWaiting(fd: number): boolean {
  const time = BigInt64Array.of(0n, BigInt(SEND_TIMEOUT_MS * 1000))
  return loaded().setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, time, time.byteLength) === 0
}

function putPointer(words: Uint32Array, at: number, address: number): void {
  words[at] = address % WORD
  words[at + 1] = address / WORD
}
