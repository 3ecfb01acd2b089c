import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { aside } from '../log.ts'
import * as messages from '../messages/emit.ts'
import { askManager, type ManagerStats } from './manager-stats.ts'
import { QueueModel, type QueueReading } from './queue-model.ts'
import { SendLog } from './send-log.ts'
import { managerQueue, readStateFile } from './state-file.ts'
import type { ManagerCounts, WatchedQueue } from './types.ts'

/** Milliseconds between two questions to the manager: when its queue has little room left, and when it has much. */
const ASK_SOON_MS = 20
const ASK_LATER_MS = 50
/** Milliseconds that an answer may take, and after which a manager that failed to answer is asked again. */
const ANSWER_TIMEOUT_MS = 500
const ASK_AGAIN_MS = 1000
/** Milliseconds between two looks at the state file, and the age from which it says nothing: three were missed. */
const LOOK_MS = 200
const STALE_MS = 15_000
/** Share of the queue up to which it is filled between two answers: near half. */
const TARGET = 0.6
/** Milliseconds and questions within which the manager should have counted all that was sent. */
const SETTLE_MS = 20
const SETTLE_QUESTIONS = 5

/** Where the manager's state comes from, and the time in milliseconds since the epoch. Tests bring their own. */
export interface ManagerSources {
  ask(): Promise<ManagerStats>
  readFile(): QueueReading | undefined
  now(): number
}

export function managerSources(home: string): ManagerSources {
  const socketPath = join(home, 'queue', 'sockets', 'analysis')
  const file = join(home, 'var', 'run', 'wazuh-analysisd.state')
  return {
    ask: () => askManager(socketPath, ANSWER_TIMEOUT_MS),
    readFile: () => readStateFile(file, managerQueue),
    now: () => performance.timeOrigin + performance.now(),
  }
}

/**
 * The queue of `wazuh-analysisd`, which drops what it cannot hold. The manager is asked how full it is while events flow; when
 * it does not answer, its state file and what was sent since tell. Without either there is nothing to go by.
 */
export class ManagerQueue implements WatchedQueue {
  readonly #sources: ManagerSources
  readonly #log = new SendLog()
  readonly #counted = { arrived: 0, dropped: 0 }
  /** The last answer, unless asking has failed since. */
  #live: QueueReading | undefined
  #answer: ManagerStats | undefined
  #asking: Promise<void> | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY
  #model: QueueModel | undefined
  #sent = 0
  /** Whether it told what it had counted before the first event. */
  #countsAll = false
  #said = ''

  constructor(sources: ManagerSources) {
    this.#sources = sources
  }

  async room(): Promise<number> {
    const now = this.#sources.now()
    const first = this.#askedAt === Number.NEGATIVE_INFINITY
    if (!this.#asking && now - this.#askedAt >= this.#pause()) this.#asking = this.#ask(now)
    // What it had counted before the first event is needed to tell what became of ours.
    if (first) await this.#asking
    if (this.#live) return this.#liveRoom(this.#live)
    this.#look(now)
    return this.#model?.room(now) ?? Number.POSITIVE_INFINITY
  }

  sent(events: number): void {
    this.#log.add(events, this.#sources.now())
    this.#sent += events
  }

  async settle(): Promise<ManagerCounts | undefined> {
    if (!this.#countsAll || this.#sent === 0) return undefined
    await this.#asking
    for (let n = 0; n < SETTLE_QUESTIONS; n++) {
      await this.#ask(this.#sources.now())
      // All is counted; or the manager is gone, or hangs: what it told last must do.
      if (!this.#live || this.#counted.arrived + this.#counted.dropped >= this.#sent) break
      await sleep(SETTLE_MS)
    }
    return this.#counted
  }

  #pause(): number {
    if (!this.#live) return ASK_AGAIN_MS
    return this.#liveRoom(this.#live) < this.#free(this.#live) / 2 ? ASK_SOON_MS : ASK_LATER_MS
  }

  /** Events that may be sent after a reading: a quarter of what is free, so that other collectors may do the same. */
  #free({ size, waiting }: QueueReading): number {
    return Math.min(Math.max(1, TARGET * size) - waiting, Math.max(1, (size - waiting) / 4))
  }

  #liveRoom(reading: QueueReading): number {
    const since = this.#log.between(reading.at, Number.POSITIVE_INFINITY)
    return this.#free(reading) - since.reduce((sum, { events }) => sum + events, 0)
  }

  async #ask(now: number): Promise<void> {
    this.#askedAt = now
    try {
      const stats = await this.#sources.ask()
      this.#count(stats)
      // What was sent while it answered may not be in it.
      this.#live = { at: now, waiting: stats.waiting, size: stats.size }
      this.#say(messages.followsManager())
    } catch (cause) {
      this.#live = undefined
      this.#say(messages.managerNotAnswering((cause as Error).message))
    } finally {
      this.#asking = undefined
    }
  }

  /** A counter that is less than before began anew with the manager. */
  #count(stats: ManagerStats): void {
    if (this.#sent === 0) this.#countsAll = stats.arrived !== undefined && stats.dropped !== undefined
    for (const name of ['arrived', 'dropped'] as const) {
      const before = this.#answer?.[name]
      const now = stats[name]
      if (before !== undefined && now !== undefined) this.#counted[name] += now < before ? now : now - before
    }
    this.#answer = stats
  }

  #look(now: number): void {
    if (now - this.#lookedAt < LOOK_MS) return
    this.#lookedAt = now
    const reading = this.#sources.readFile()
    if (reading && now - reading.at < STALE_MS) {
      if (!this.#model) this.#model = new QueueModel(this.#log, reading)
      else if (this.#model.reading.at !== reading.at) this.#model.correct(reading)
    } else if (this.#model && now - this.#model.reading.at >= STALE_MS) this.#model = undefined
  }

  #say(text: string): void {
    if (text !== this.#said) aside(1, text)
    this.#said = text
  }
}
