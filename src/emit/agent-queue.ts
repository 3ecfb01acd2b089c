import { join } from 'node:path'
import type { ClientBuffer } from './client-buffer.ts'
import { QueueModel, type QueueReading } from './queue-model.ts'
import { SendLog } from './send-log.ts'
import { agentQueue, readStateFile } from './state-file.ts'
import type { WatchedQueue } from './types.ts'

/** Milliseconds between two reads of the state file. */
const FILE_POLL_MS = 200

/** Sources of the agent's state and of the time, in milliseconds since the epoch. Tests replace them. */
export interface AgentSources {
  readFile(): QueueReading | undefined
  now(): number
}

export function agentSources(home: string, size: number): AgentSources {
  const file = join(home, 'var', 'run', 'wazuh-agentd.state')
  return {
    readFile: () => readStateFile(file, agentQueue(size)),
    now: () => performance.timeOrigin + performance.now(),
  }
}

/** The buffer of `wazuh-agentd`. Its size and rate are configured, and a state file has its level every few seconds. */
export class AgentQueue implements WatchedQueue {
  readonly #sources: AgentSources
  readonly #log = new SendLog()
  readonly #model: QueueModel
  #fileReadAt = Number.NEGATIVE_INFINITY

  constructor(sources: AgentSources, { size, rate }: ClientBuffer) {
    this.#sources = sources
    this.#model = new QueueModel(this.#log, { at: sources.now(), waiting: 0, size }, rate)
  }

  async available(): Promise<number> {
    const now = this.#sources.now()
    if (now - this.#fileReadAt >= FILE_POLL_MS) {
      const reading = this.#sources.readFile()
      const first = this.#fileReadAt === Number.NEGATIVE_INFINITY
      this.#fileReadAt = now
      if (reading && (first || reading.at > this.#model.reading.at)) this.#model.correct(reading)
    }
    return this.#model.available(now)
  }

  recordSent(events: number): void {
    this.#log.add(events, this.#sources.now())
  }

  async finalCounts(): Promise<undefined> {}
}
