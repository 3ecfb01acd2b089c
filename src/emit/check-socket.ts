import { getSystemErrorName } from 'node:util'
import * as os from './datagram.ts'

/** The reason that the socket takes no events. */
export interface SocketFailure {
  /** `ENOENT`, `ECONNREFUSED`, `EACCES`, …; `ENAMETOOLONG` for a path that is too long; `ELIBBAD` without the library. */
  readonly code: string
  /** The system's error text. */
  readonly reason: string
}

/** Checks that a process reads from a socket. Connects and sends nothing. @returns undefined: a process does */
export async function checkSocket(path: string): Promise<SocketFailure | undefined> {
  if (Buffer.byteLength(path) > os.MAX_PATH_BYTES) return { code: 'ENAMETOOLONG', reason: 'path too long' }
  try {
    await os.loadLibrary()
  } catch (cause) {
    return { code: 'ELIBBAD', reason: (cause as Error).message }
  }
  const socket = os.DatagramSocket.connect(path)
  if (typeof socket === 'number') return { code: getSystemErrorName(-socket), reason: os.errorText(socket) }
  socket.close()
  return undefined
}
