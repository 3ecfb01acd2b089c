import { type Cloud, jsonAnswer, jsonCall, type LogsOptions } from './contract.ts'

const MESSAGE_BYTES = 230
const STREAMS_PER_PAGE = 50
const PAGE_BYTES = 1 << 20
const PAGE_EVENTS = 10_000
/** What AWS counts for each event of a page beside its message. */
const EVENT_OVERHEAD = 26
const DAY_MS = 86_400_000

interface LogEvent {
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
}

/** A log group with streams that have messages of today, after those that have none. */
export function createLogs({ messages, streams, restingStreams = 0 }: LogsOptions): Cloud {
  const group = new Map<string, readonly LogEvent[]>()
  for (let n = 0; n < restingStreams + streams; n++) {
    const isResting = n < restingStreams
    const events = isResting ? eventsOf(n, 1, DAY_MS) : eventsOf(n, Math.ceil(messages / streams))
    group.set(`stream-${String(n).padStart(5, '0')}`, events)
  }
  return {
    answer(request) {
      const { operation, input } = jsonCall(request)
      return jsonAnswer(operation === 'DescribeLogStreams' ? describe(group, input) : readPage(group, input))
    },
  }
}

function eventsOf(stream: number, count: number, ageMs = 0): readonly LogEvent[] {
  const dayStart = new Date().setUTCHours(0, 0, 0, 0) - ageMs
  const text = `stream ${stream} `.padEnd(MESSAGE_BYTES - 8, 'The quick brown fox "jumps" over the lazy dog; ')
  return Array.from({ length: count }, (_, n) => ({
    timestamp: dayStart + 1 + n,
    message: `${text}${String(n).padStart(8, '0')}`,
    ingestionTime: dayStart + n,
  }))
}

type Group = ReadonlyMap<string, readonly LogEvent[]>

function describe(group: Group, { nextToken = '0' }: Record<string, unknown>): object {
  const to = Number(nextToken) + STREAMS_PER_PAGE
  const logStreams = [...group].slice(Number(nextToken), to).map(([logStreamName, events]) => ({
    logStreamName,
    lastEventTimestamp: events.at(-1)?.timestamp,
    lastIngestionTime: events.at(-1)?.ingestionTime,
  }))
  return { logStreams, ...(to < group.size && { nextToken: String(to) }) }
}

function readPage(group: Group, { logStreamName, startTime = 0, nextToken = 'f/0' }: Record<string, unknown>): object {
  const all = group.get(String(logStreamName)) ?? []
  const first = Number(String(nextToken).slice(2))
  const events: LogEvent[] = []
  let at = first
  for (let bytes = 0; at < all.length && events.length < PAGE_EVENTS; at++) {
    const event = all[at]
    if (event === undefined || event.timestamp < Number(startTime)) continue
    bytes += event.message.length + EVENT_OVERHEAD
    if (bytes > PAGE_BYTES) break
    events.push(event)
  }
  return { events, nextForwardToken: `f/${String(at).padStart(56, '0')}`, nextBackwardToken: `b/${first}` }
}
