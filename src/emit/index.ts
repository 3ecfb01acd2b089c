import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { logToStderr } from '../log.ts'
import type { Limits, OutputOptions } from '../options.ts'
import { AgentQueue, agentSources } from './agent-queue.ts'
import { clientBuffer } from './client-buffer.ts'
import { ManagerQueue, managerSources } from './manager-queue.ts'
import { PacedEmitter } from './pacing.ts'
import { openSocket } from './socket.ts'
import { openStdout } from './stdout.ts'
import type { Emitter, WatchedQueue } from './types.ts'

export interface EmitterOptions {
  /** Home of the manager or agent. */
  readonly home: string
  readonly options: Pick<OutputOptions, 'emit'> & Pick<Limits, 'maxEps' | 'pacing'>
  readonly signal: AbortSignal
}

/**
 * Where the events of this run go: the queue's socket, or standard output, which the log then leaves to them. Opens nothing
 * before the first event.
 */
export function openEmitter({ home, options, signal }: EmitterOptions): Emitter {
  const { emit, maxEps, pacing } = options
  if (emit === 'stdout') logToStderr()
  const emitter = emit === 'stdout' ? openStdout(signal) : openSocket(join(home, 'queue', 'sockets', 'queue'), signal)
  const queue = emit === 'socket' && pacing ? watchQueue(home) : undefined
  return queue || maxEps > 0 ? new PacedEmitter(emitter, { maxEps, queue, signal }) : emitter
}

/** The queue of the manager or the buffer of the agent, whichever runs in this home. Undefined: neither tells of itself. */
function watchQueue(home: string): WatchedQueue | undefined {
  const has = (...path: readonly string[]) => existsSync(join(home, ...path))
  if (has('queue', 'sockets', 'analysis') || has('var', 'run', 'wazuh-analysisd.state')) {
    return new ManagerQueue(managerSources(home))
  }
  if (!has('var', 'run', 'wazuh-agentd.state')) return undefined
  const buffer = clientBuffer(home)
  return buffer.disabled ? undefined : new AgentQueue(agentSources(home, buffer.size), buffer)
}
