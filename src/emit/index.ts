import { join } from 'node:path'
import { logToStderr } from '../log.ts'
import type { Limits, OutputOptions } from '../options.ts'
import { PacedEmitter } from './pacing.ts'
import { watchQueue } from './queue-state.ts'
import { openSocket } from './socket.ts'
import { openStdout } from './stdout.ts'
import type { Emitter } from './types.ts'

export interface EmitterOptions {
  /** Home of the manager or agent. */
  readonly home: string
  readonly options: Pick<OutputOptions, 'emit'> & Pick<Limits, 'maxEps'>
  readonly signal: AbortSignal
}

/**
 * Where the events of this run go: the queue's socket, or standard output, which the log then leaves to them. Opens nothing
 * before the first event.
 */
export function openEmitter({ home, options, signal }: EmitterOptions): Emitter {
  const { emit, maxEps } = options
  if (emit === 'stdout') {
    logToStderr()
    return maxEps > 0 ? new PacedEmitter(openStdout(signal), { maxEps, signal }) : openStdout(signal)
  }
  const socket = openSocket(join(home, 'queue', 'sockets', 'queue'), signal)
  const watch = watchQueue(home)
  return watch || maxEps > 0 ? new PacedEmitter(socket, { maxEps, watch, signal }) : socket
}
