import { type Input, inputOf, jsonError, jsonReply, targetOf } from './json-protocol.ts'
import { type LogEvent, type LogStream, readEvents } from './log-stream.ts'
import { type AwsRequest, type Reply, type Service, ServiceError, type SignedRequest } from './types.ts'

/** Streams by name. */
type Group = Map<string, LogStream>

const MAX_STREAMS = 50

/**
 * CloudWatch Logs: groups and streams by region, in memory.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export class Logs implements Service {
  readonly name = 'logs'
  readonly #regions = new Map<string, Map<string, Group>>()

  createGroup(region: string, group: string): Group {
    const groups = this.#regions.get(region) ?? new Map<string, Group>()
    this.#regions.set(region, groups)
    const streams = groups.get(group) ?? (new Map() as Group)
    groups.set(group, streams)
    return streams
  }

  /** Adds events to a stream, which is created if it is missing; timestamps in milliseconds since 1970. */
  putEvents(region: string, group: string, stream: string, events: readonly LogEvent[]): void {
    const streams = this.createGroup(region, group)
    const { events: old, emptyPages } = streams.get(stream) ?? { events: [], emptyPages: new Map<number, number>() }
    const received = events.map((event) => ({ ingestionTime: Date.now(), ...event }))
    const all = [...old, ...received].sort((a, b) => a.timestamp - b.timestamp)
    streams.set(stream, { name: stream, events: all, emptyPages })
  }

  /** Makes GetLogEvents return this many empty pages before the event at an index, as AWS does during long searches. */
  putEmptyPages(region: string, group: string, stream: string, before: number, pages: number): void {
    this.#stream(region, group, stream).emptyPages.set(before, pages)
  }

  deleteStream(region: string, group: string, stream: string): void {
    this.#group(region, group).delete(stream)
  }

  /** Names of all streams, in order, by `region:group`. */
  streamNames(): Record<string, string[]> {
    const names: Record<string, string[]> = {}
    for (const [region, groups] of this.#regions) {
      for (const [group, streams] of groups) names[`${region}:${group}`] = [...streams.keys()].sort()
    }
    return names
  }

  operationOf(request: AwsRequest): string {
    return targetOf(request.headers)
  }

  /** `group` or `group:stream`. */
  resourceOf(request: AwsRequest): string {
    const input = inputOf(request)
    return [nameOf(input), input.logStreamName].filter((name) => name !== undefined).join(':')
  }

  answer(operation: string, request: SignedRequest): Reply {
    const input = inputOf(request)
    const { region } = request.scope
    switch (operation) {
      case 'DescribeLogGroups':
        return jsonReply(this.#describeGroups(region, input), '1.1')
      case 'DescribeLogStreams':
        return jsonReply(this.#describeStreams(region, input), '1.1')
      case 'GetLogEvents':
        return jsonReply(readEvents(this.#streamOf(region, input), input), '1.1')
      case 'DeleteLogStream':
        this.deleteStream(region, String(input.logGroupName), this.#streamOf(region, input).name)
        return jsonReply('', '1.1')
      default:
        throw new ServiceError(400, 'UnknownOperationException', '')
    }
  }

  refuse(error: ServiceError): Reply {
    return jsonError(error, '1.1')
  }

  #describeGroups(region: string, input: Input): object {
    const prefix = String(input.logGroupNamePrefix ?? '')
    const names = [...(this.#regions.get(region)?.keys() ?? [])].filter((name) => name.startsWith(prefix)).sort()
    const { items, nextToken } = pageOf(names, input)
    return { logGroups: items.map((logGroupName) => ({ logGroupName })), nextToken }
  }

  #describeStreams(region: string, input: Input): object {
    const prefix = String(input.logStreamNamePrefix ?? '')
    const byTime = input.orderBy === 'LastEventTime'
    if (byTime && prefix !== '') {
      throw new ServiceError(
        400,
        'InvalidParameterException',
        'Cannot order by LastEventTime with a logStreamNamePrefix.',
      )
    }
    const streams = [...this.#group(region, String(nameOf(input))).values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (byTime ? lastTime(a) - lastTime(b) : a.name < b.name ? -1 : 1))
    if (input.descending === true) streams.reverse()
    const { items, nextToken } = pageOf(streams, input)
    return { logStreams: items.map(describe), nextToken }
  }

  #streamOf(region: string, input: Input): LogStream {
    return this.#stream(region, String(nameOf(input)), String(input.logStreamName))
  }

  #group(region: string, name: string): Group {
    const group = this.#regions.get(region)?.get(name)
    if (group === undefined) throw notFound('group')
    return group
  }

  #stream(region: string, group: string, name: string): LogStream {
    const stream = this.#group(region, group).get(name)
    if (stream === undefined) throw notFound('stream')
    return stream
  }
}

/** A group of another account is named by its ARN, in a different member. */
function nameOf({ logGroupName, logGroupIdentifier }: Input): unknown {
  return logGroupIdentifier ?? logGroupName
}

function notFound(what: 'group' | 'stream'): ServiceError {
  return new ServiceError(400, 'ResourceNotFoundException', `The specified log ${what} does not exist.`)
}

function lastTime(stream: LogStream): number {
  return stream.events.at(-1)?.timestamp ?? 0
}

function describe(stream: LogStream): object {
  const [first, last] = [stream.events[0], stream.events.at(-1)]
  const times = first && last && { firstEventTimestamp: first.timestamp, lastEventTimestamp: last.timestamp }
  const received = Math.max(...stream.events.map(({ ingestionTime = 0 }) => ingestionTime))
  return {
    logStreamName: stream.name,
    creationTime: first?.timestamp ?? Date.now(),
    storedBytes: 0,
    ...times,
    ...(times && { lastIngestionTime: received }),
  }
}

function pageOf<T>(all: readonly T[], input: Input): { items: T[]; nextToken?: string } {
  const limit = Number(input.limit ?? MAX_STREAMS)
  if (!(limit >= 1 && limit <= MAX_STREAMS)) {
    const text = `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50`
    throw new ServiceError(400, 'InvalidParameterException', text)
  }
  const from = Number(input.nextToken ?? 0)
  const to = from + limit
  return { items: all.slice(from, to), ...(to < all.length && { nextToken: String(to) }) }
}
