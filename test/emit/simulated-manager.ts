import type { ManagerSources } from '../../src/emit/manager-queue.ts'
import type { ManagerStats } from '../../src/emit/manager-stats.ts'
import type { QueueReading } from '../../src/emit/queue-model.ts'
import { managerQueue } from '../../src/emit/state-file.ts'
import type { WatchedQueue } from '../../src/emit/types.ts'

/** Milliseconds of simulated time between two moments. */
const STEP_MS = 5

export interface SimulationOptions {
  /** Events that the daemon processes in a second. */
  readonly rate: number | ((seconds: number) => number)
  /** Places of its queue. Default 16,384. */
  readonly size?: number
  /** Milliseconds that an answer takes; none: nobody answers. */
  readonly answerMs?: number | undefined
}

/** A daemon that drops what its queue cannot hold, with a clock of its own, so that minutes take milliseconds. */
export class SimulatedManager implements ManagerSources {
  readonly size: number
  arrived = 0
  dropped = 0
  /** Most events that ever waited. */
  peak = 0
  asked = 0
  #waiting = 0
  #now = 1_000_000
  #file: QueueReading
  readonly #options: SimulationOptions
  readonly #answers: { readonly due: number; readonly answer: () => void }[] = []

  constructor(options: SimulationOptions) {
    this.#options = options
    this.size = options.size ?? 16_384
    this.#file = { at: this.#now, waiting: 0, size: this.size }
  }

  now(): number {
    return this.#now
  }

  get seconds(): number {
    return (this.#now - 1_000_000) / 1000
  }

  readFile(): QueueReading {
    return this.#file
  }

  ask(): Promise<ManagerStats> {
    this.asked++
    const { answerMs } = this.#options
    if (answerMs === undefined) return Promise.reject(new Error('nobody answers'))
    const { promise, resolve } = Promise.withResolvers<ManagerStats>()
    const { size } = this
    const answer = () => resolve({ size, waiting: this.#waiting, arrived: this.arrived, dropped: this.dropped })
    if (answerMs === 0) answer()
    else this.#answers.push({ due: this.#now + answerMs, answer })
    return promise
  }

  receive(events: number): void {
    const taken = Math.min(events, Math.floor(this.size - this.#waiting))
    this.arrived += taken
    this.dropped += events - taken
    this.#waiting += taken
    this.peak = Math.max(this.peak, this.#waiting)
  }

  async pass(): Promise<void> {
    this.#now += STEP_MS
    const { rate } = this.#options
    const perSecond = typeof rate === 'number' ? rate : rate(this.seconds)
    this.#waiting = Math.max(0, this.#waiting - (perSecond * STEP_MS) / 1000)
    if (this.#now - this.#file.at >= 5000) this.#writeFile()
    while (this.#answers[0] && this.#answers[0].due <= this.#now) this.#answers.shift()?.answer()
    await new Promise((resolve) => setImmediate(resolve))
  }

  #writeFile(): void {
    const queue = managerQueue({
      event_queue_usage: (this.#waiting / this.size).toFixed(2),
      event_queue_size: `${this.size}`,
    })
    if (queue) this.#file = { at: this.#now, ...queue }
  }
}

/**
 * Sends events through each queue until all have left, at 60,000 a second at most.
 *
 * @param queues how each collector sees the daemon
 */
export async function sendAll(manager: SimulatedManager, queues: readonly WatchedQueue[], events: number) {
  const left = queues.map(() => events)
  const most = 60 * STEP_MS
  for (let step = 0; left.some((count) => count > 0) && step < 60_000; step++) {
    for (const [i, queue] of queues.entries()) {
      const room = await Promise.race([queue.available(), new Promise<number>((resolve) => setImmediate(resolve, 0))])
      const count = Math.min(left[i] as number, most, Math.floor(Math.max(0, room)))
      if (count === 0) continue
      manager.receive(count)
      queue.recordSent(count)
      left[i] = (left[i] as number) - count
    }
    await manager.pass()
  }
  return { seconds: manager.seconds, dropped: manager.dropped, full: manager.peak / manager.size }
}
