import type { Input } from './json-protocol.ts'
import { ServiceError } from './types.ts'

export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
  /** Ingestion time; milliseconds since 1970. Default: the time of `putEvents`. */
  readonly ingestionTime?: number
}

export interface LogStream {
  readonly name: string
  /** In the order of their times. */
  readonly events: readonly LogEvent[]
  /** Index of an event → number of empty pages before it. */
  readonly emptyPages: Map<number, number>
}

const MAX_EVENTS = 10_000
const MAX_BYTES = 1 << 20
/** Bytes that AWS counts for an event in addition to its text. */
const EVENT_OVERHEAD = 26

/** The position of a reader: before the event at an index, after this many of the empty pages there. */
interface Position {
  readonly index: number
  readonly empties: number
}

/**
 * Answers GetLogEvents: up to 10,000 events or 1 MiB. A token is a position in the stream, regardless of the requested
 * times; at either end it repeats.
 *
 * @throws ServiceError `InvalidParameterException`
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export function readEvents(stream: LogStream, input: Input): object {
  const [direction, position] = start(stream, input)
  const wanted = (event: LogEvent) =>
    event.timestamp >= Number(input.startTime ?? 0) &&
    event.timestamp < Number(input.endTime ?? Number.POSITIVE_INFINITY)
  const page = direction === 'f' ? forward(stream, position, wanted, input) : backward(stream, position, wanted, input)
  return {
    events: page.events,
    nextForwardToken: writeToken('f', page.end),
    nextBackwardToken: writeToken('b', page.start),
  }
}

interface EventPage {
  readonly events: LogEvent[]
  readonly start: Position
  readonly end: Position
}

function forward(stream: LogStream, from: Position, wanted: (event: LogEvent) => boolean, input: Input): EventPage {
  const room = makeRoom(input)
  const events: LogEvent[] = []
  let { index, empties } = from
  for (; index < stream.events.length; index++, empties = 0) {
    if (empties < (stream.emptyPages.get(index) ?? 0)) {
      return { events, start: from, end: { index, empties: events.length === 0 ? empties + 1 : empties } }
    }
    const event = stream.events[index]
    if (event === undefined || !wanted(event)) continue
    if (!room(event)) break
    events.push(event)
  }
  return { events, start: from, end: { index, empties } }
}

function backward(stream: LogStream, from: Position, wanted: (event: LogEvent) => boolean, input: Input): EventPage {
  const room = makeRoom(input)
  const events: LogEvent[] = []
  let { index } = from
  for (; index > 0; index--) {
    const event = stream.events[index - 1]
    if (event === undefined || !wanted(event)) continue
    if (!room(event)) break
    events.unshift(event)
  }
  return { events, start: { index, empties: 0 }, end: from }
}

/** Adds events to a page. @returns false if the next one does not fit */
function makeRoom(input: Input): (event: LogEvent) => boolean {
  let events = Number(input.limit ?? MAX_EVENTS)
  let bytes = MAX_BYTES
  return ({ message }) => {
    const size = Buffer.byteLength(message) + EVENT_OVERHEAD
    if (events === 0 || bytes < size) return false
    events--
    bytes -= size
    return true
  }
}

function start(stream: LogStream, input: Input): ['f' | 'b', Position] {
  const token = input.nextToken
  if (token === undefined) {
    const fromHead = input.startFromHead === true
    return fromHead ? ['f', { index: 0, empties: 0 }] : ['b', { index: stream.events.length, empties: 0 }]
  }
  const [, direction, index, empties] = /^([fb])\/(\d{50})(\d{6})$/.exec(String(token)) ?? []
  if (direction !== 'f' && direction !== 'b') {
    throw new ServiceError(400, 'InvalidParameterException', 'The specified nextToken is invalid.')
  }
  return [direction, { index: Number(index), empties: Number(empties) }]
}

/** 56 digits, as in AWS's tokens. */
function writeToken(direction: 'f' | 'b', { index, empties }: Position): string {
  return `${direction}/${String(index).padStart(50, '0')}${String(empties).padStart(6, '0')}`
}
