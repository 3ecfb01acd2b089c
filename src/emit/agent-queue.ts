import { join } from 'node:path'
import type { ClientBuffer } from './client-buffer.ts'
import { QueueModel, type QueueReading } from './queue-model.ts'
import { SendLog } from './send-log.ts'
import { agentQueue, readStateFile } from './state-file.ts'
import type { WatchedQueue } from './types.ts'

/** Milliseconds between two looks at the state file. */
const LOOK_MS = 200

/** Where the agent's state comes from, and the time in milliseconds since the epoch. Tests bring their own. */
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

/** The buffer of `wazuh-agentd`: its size and rate are configured, its state file tells every few seconds what waits in it. */
export class AgentQueue implements WatchedQueue {
  readonly #sources: AgentSources
  readonly #log = new SendLog()
  readonly #model: QueueModel
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(sources: AgentSources, { size, rate }: ClientBuffer) {
    this.#sources = sources
    this.#model = new QueueModel(this.#log, { at: sources.now(), waiting: 0, size }, rate)
  }

  async room(): Promise<number> {
    const now = this.#sources.now()
    if (now - this.#lookedAt >= LOOK_MS) {
      const reading = this.#sources.readFile()
      const first = this.#lookedAt === Number.NEGATIVE_INFINITY
      this.#lookedAt = now
      if (reading && (first || reading.at > this.#model.reading.at)) this.#model.correct(reading)
    }
    return this.#model.room(now)
  }

  sent(events: number): void {
    this.#log.add(events, this.#sources.now())
  }

  async settle(): Promise<undefined> {}
}
