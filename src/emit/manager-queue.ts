import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { debugToStderr } from '../log.ts'
import * as messages from '../messages/emit.ts'
import { type ManagerStats, requestStats } from './manager-stats.ts'
import { QueueModel, type QueueReading } from './queue-model.ts'
import { SendLog } from './send-log.ts'
import { managerQueue, readStateFile } from './state-file.ts'
import type { ManagerCounts, WatchedQueue } from './types.ts'

/** Milliseconds between two requests to the manager: when its queue is nearly full, and when it is not. */
const POLL_SOON_MS = 20
const POLL_LATER_MS = 50
/** Milliseconds that an answer may take, and before the next request to a manager that did not answer. */
const ANSWER_TIMEOUT_MS = 500
const RETRY_MS = 1000
/** Milliseconds between two reads of the state file, and the age at which it is stale: three updates are missing. */
const FILE_POLL_MS = 200
const STALE_MS = 15_000
/** Share of the queue that is filled between two answers: near half. */
const TARGET = 0.6
/** Milliseconds between requests, and their number, for the final counts. */
const FINAL_POLL_MS = 20
const FINAL_POLLS = 5

/** Sources of the manager's state and of the time, in milliseconds since the epoch. Tests replace them. */
export interface ManagerSources {
  ask(): Promise<ManagerStats>
  readFile(): QueueReading | undefined
  now(): number
}

export function managerSources(home: string): ManagerSources {
  const socketPath = join(home, 'queue', 'sockets', 'analysis')
  const file = join(home, 'var', 'run', 'wazuh-analysisd.state')
  return {
    ask: () => requestStats(socketPath, ANSWER_TIMEOUT_MS),
    readFile: () => readStateFile(file, managerQueue),
    now: () => performance.timeOrigin + performance.now(),
  }
}

/**
 * The queue of `wazuh-analysisd`, which drops what it cannot hold. The manager reports its level while events are sent.
 * When it does not answer, the level is predicted from its state file. Without either, the level is not known.
 */
export class ManagerQueue implements WatchedQueue {
  readonly #sources: ManagerSources
  readonly #log = new SendLog()
  readonly #counted = { arrived: 0, dropped: 0 }
  /** The last answer, unless a later request has failed. */
  #live: QueueReading | undefined
  #answer: ManagerStats | undefined
  #asking: Promise<void> | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  #fileReadAt = Number.NEGATIVE_INFINITY
  #model: QueueModel | undefined
  #sentCount = 0
  /** Whether the manager reported its counts before the first event. */
  #hasInitialCounts = false
  #lastReported = ''

  constructor(sources: ManagerSources) {
    this.#sources = sources
  }

  async available(): Promise<number> {
    const now = this.#sources.now()
    const first = this.#askedAt === Number.NEGATIVE_INFINITY
    if (!this.#asking && now - this.#askedAt >= this.#pollDelayMs()) this.#asking = this.#ask(now)
    // The counts before the first event are needed for the final counts.
    if (first) await this.#asking
    if (this.#live) return this.#liveAvailable(this.#live)
    this.#readStateFile(now)
    return this.#model?.available(now) ?? Number.POSITIVE_INFINITY
  }

  recordSent(events: number): void {
    this.#log.add(events, this.#sources.now())
    this.#sentCount += events
  }

  async finalCounts(): Promise<ManagerCounts | undefined> {
    if (!this.#hasInitialCounts || this.#sentCount === 0) return undefined
    await this.#asking
    for (let n = 0; n < FINAL_POLLS; n++) {
      await this.#ask(this.#sources.now())
      // All events are counted, or the manager does not answer: then the last counts are used.
      if (!this.#live || this.#counted.arrived + this.#counted.dropped >= this.#sentCount) break
      await sleep(FINAL_POLL_MS)
    }
    return this.#counted
  }

  #pollDelayMs(): number {
    if (!this.#live) return RETRY_MS
    return this.#liveAvailable(this.#live) < this.#free(this.#live) / 2 ? POLL_SOON_MS : POLL_LATER_MS
  }

  /** @returns events that may be sent after a reading: a quarter of the free places, as other collectors may do the same */
  #free({ size, waiting }: QueueReading): number {
    return Math.min(Math.max(1, TARGET * size) - waiting, Math.max(1, (size - waiting) / 4))
  }

  #liveAvailable(reading: QueueReading): number {
    const since = this.#log.between(reading.at, Number.POSITIVE_INFINITY)
    return this.#free(reading) - since.reduce((sum, { events }) => sum + events, 0)
  }

  async #ask(now: number): Promise<void> {
    this.#askedAt = now
    try {
      const stats = await this.#sources.ask()
      this.#count(stats)
      // The answer may not include events sent meanwhile.
      this.#live = { at: now, waiting: stats.waiting, size: stats.size }
      this.#report(messages.followsManager())
    } catch (cause) {
      this.#live = undefined
      this.#report(messages.managerNotAnswering((cause as Error).message))
    } finally {
      this.#asking = undefined
    }
  }

  /** A counter that is lower than before was reset by a restart of the manager. */
  #count(stats: ManagerStats): void {
    if (this.#sentCount === 0) this.#hasInitialCounts = stats.arrived !== undefined && stats.dropped !== undefined
    for (const name of ['arrived', 'dropped'] as const) {
      const before = this.#answer?.[name]
      const now = stats[name]
      if (before !== undefined && now !== undefined) this.#counted[name] += now < before ? now : now - before
    }
    this.#answer = stats
  }

  #readStateFile(now: number): void {
    if (now - this.#fileReadAt < FILE_POLL_MS) return
    this.#fileReadAt = now
    const reading = this.#sources.readFile()
    if (reading && now - reading.at < STALE_MS) {
      if (!this.#model) this.#model = new QueueModel(this.#log, reading)
      else if (this.#model.reading.at !== reading.at) this.#model.correct(reading)
    } else if (this.#model && now - this.#model.reading.at >= STALE_MS) this.#model = undefined
  }

  #report(text: string): void {
    if (text !== this.#lastReported) debugToStderr(1, text)
    this.#lastReported = text
  }
}
