import type { Prefetch } from '../../concurrency/prefetch.ts'
import type { Delivery } from '../../delivery/contract.ts'
import type { Line } from '../../log.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { PassedOver, Place } from '../../report/contract.ts'
import type { StreamPosition } from '../../state/cloudwatch-state.ts'
import type { MessageBatches } from './message-batches.ts'
import type { PageStep, ReadStep } from './reader.ts'
import { type StoredStreamState, StreamCheckpoints, type StreamStates } from './stream-checkpoints.ts'

export type StreamStep = Written<ReadStep>

type Written<Step> = Step extends ReadStep ? Omit<Step, 'events'> & { readonly messages: MessageBatches } : never

export interface StreamReading extends StoredStreamState {
  /** Undefined if there cannot be anything new. */
  readonly steps: Prefetch<StreamStep> | undefined
}

/** The deliveries of a stream, page by page; each page is stored as soon as its events are handed over. */
export class StreamDeliveries {
  /** True if every event so far was handed over. */
  isWhole = true
  readonly #reading: StreamReading
  readonly #checkpoints: StreamCheckpoints
  #hasEvents = false

  constructor(reading: StreamReading, states: StreamStates) {
    this.#reading = reading
    this.#checkpoints = new StreamCheckpoints(reading, states)
  }

  /** @throws AwsFailure if the stream cannot be read any further */
  async *all(): AsyncGenerator<Delivery> {
    const { group, stream, position, steps } = this.#reading
    yield { lines: openingLines(this.#reading) }
    if (!steps) {
      yield { lines: nothingNewLines(this.#reading), place: this.#place, passedOver: [this.#nothingNew()] }
      return
    }
    for await (const step of steps) {
      if (step.kind === 'gone') yield { lines: [{ level: 1, text: messages.streamGone(group.group, stream) }] }
      else if (step.kind === 'page') yield this.#page(step, () => steps.peek())
      else if (step.messages.size > 0) yield this.#late(step.messages)
    }
    const stored = this.#checkpoints.position
    const lines = stored ? savedLines(this.#reading, stored, position !== undefined) : []
    const report = this.#hasEvents ? { subject: { name: this.#name } } : { passedOver: [this.#nothingNew()] }
    yield { lines, isObject: true, place: this.#place, ...report, commit: async () => this.#checkpoints.finish() }
  }

  get #name(): string {
    const { group, stream } = this.#reading
    return `${group.group}:${stream}`
  }

  /** Only an ARN names the account. */
  get #place(): Place {
    const { region, group } = this.#reading.group
    return { account: /^arn:[^:]*:logs:[^:]*:(\d+):/.exec(group)?.[1] ?? '', region }
  }

  #nothingNew(): PassedOver {
    return { name: this.#name, reason: 'nothing-new' }
  }

  #late(late: MessageBatches): Delivery {
    const { group, stream } = this.#reading
    const line = { level: 1, text: messages.lateEvents(group.group, stream, late.size) } as const
    return this.#delivery(line, late, () => this.#checkpoints.saveLate())
  }

  /** @param peek returns the next step if it has arrived: if it has nothing to send, one checkpoint serves both */
  #page(step: Written<PageStep>, peek: () => StreamStep | undefined): Delivery {
    const { group, stream } = this.#reading
    const { window, messages: batches, askedWith, followsEmpty, isDone } = step
    const text = messages.gettingEvents(group.group, stream, askedWith ?? null, window.from, window.to)
    let isFollowedByEnd = false
    const delivery = this.#delivery({ level: followsEmpty ? 3 : 1, text }, batches, async () => {
      if (isDone) log.debug(1, messages.noNewEvents(group.group))
      const next = peek()
      isFollowedByEnd = next?.kind === 'page' && next.isDone && next.messages.size === 0
      if (isDone || (batches.size > 0 && !isFollowedByEnd)) await this.#checkpoints.save(step)
    })
    // Known when it is committed: its checkpoint is that of the end.
    return Object.defineProperty(delivery, 'isContinued', { get: () => isFollowedByEnd })
  }

  /** @param remember called after the events are sent */
  #delivery(line: Line, batches: MessageBatches, remember: () => Promise<void>): Delivery {
    if (batches.size === 0) return { lines: [line], commit: remember }
    this.#hasEvents = true
    return {
      place: this.#place,
      subject: { name: this.#name, isPart: true, bytes: batches.heldBytes, newest: batches.newest },
      lines: [line, { level: 1, text: messages.sendingEvents() }],
      batches,
      isQuoted: true,
      commit: async (isWhole) => {
        this.isWhole &&= isWhole
        log.debug(1, messages.sentEvents(batches.count))
        this.#checkpoints.recordSent(batches.ingested)
        await remember()
      },
    }
  }
}

function openingLines({ group: { group }, stream, position }: StreamReading): readonly Line[] {
  const stored = position ?? { token: null, startTime: null, endTime: null }
  return [
    { level: 1, text: messages.gettingData(group, stream) },
    { level: 2, text: messages.storedPosition(stored) },
  ]
}

/** The output is the same for a stream that need not be read as for one without new events. */
function nothingNewLines(reading: StreamReading): readonly Line[] {
  const { stream, position } = reading
  const { group } = reading.group
  return [
    { level: 1, text: messages.nothingNew(group, stream) },
    { level: 1, text: messages.noNewEvents(group) },
    ...(position ? savedLines(reading, position, true) : []),
  ]
}

function savedLines(
  { group: { group }, stream }: StreamReading,
  position: StreamPosition,
  wasKnown: boolean,
): readonly Line[] {
  const known: Line = { level: 2, text: messages.updatingValues() }
  return [
    { level: 1, text: messages.savingData(group, stream) },
    { level: 2, text: messages.savedValues(position) },
    ...(wasKnown ? [known] : []),
  ]
}
