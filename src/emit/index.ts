import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { queueSocket } from '../home.ts'
import { logToStderr } from '../log.ts'
import type { Limits, OutputOptions } from '../options.ts'
import { AgentQueue, agentSources } from './agent-queue.ts'
import { clientBuffer } from './client-buffer.ts'
import { ManagerQueue, managerSources } from './manager-queue.ts'
import { openNowhere } from './nowhere.ts'
import { RateLimitedEmitter } from './rate-limited-emitter.ts'
import { openSocket } from './socket.ts'
import { openStdout } from './stdout.ts'
import type { Emitter, WatchedQueue } from './types.ts'

export interface EmitterOptions {
  /** Home of the manager or agent. */
  readonly home: string
  readonly options: Pick<OutputOptions, 'emit' | 'mode'> & Pick<Limits, 'maxEps' | 'pacing'>
  readonly signal: AbortSignal
}

/**
 * @returns the emitter of this run: the queue's socket, or standard output, which then has no log lines. It opens nothing
 * before the first event
 */
export function openEmitter({ home, options, signal }: EmitterOptions): Emitter {
  const { emit, mode, maxEps, pacing } = options
  if (mode === 'dry-run') {
    logToStderr()
    return openNowhere(signal)
  }
  if (emit === 'stdout') logToStderr()
  const emitter = emit === 'stdout' ? openStdout(signal) : openSocket(queueSocket(home), signal)
  const queue = emit === 'socket' && pacing ? watchQueue(home) : undefined
  return queue || maxEps > 0 ? new RateLimitedEmitter(emitter, { maxEps, queue, signal }) : emitter
}

/** @returns the queue of the manager or the buffer of the agent in this home; undefined: neither has a known state */
function watchQueue(home: string): WatchedQueue | undefined {
  const has = (...path: readonly string[]) => existsSync(join(home, ...path))
  if (has('queue', 'sockets', 'analysis') || has('var', 'run', 'wazuh-analysisd.state')) {
    return new ManagerQueue(managerSources(home))
  }
  if (!has('var', 'run', 'wazuh-agentd.state')) return undefined
  const buffer = clientBuffer(home)
  return buffer.disabled ? undefined : new AgentQueue(agentSources(home, buffer.size), buffer)
}
