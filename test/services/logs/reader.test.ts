import { describe, expect, test } from 'vitest'
import { AwsFailure } from '../../../src/aws/failure.ts'
import { type ReadPlan, readStream } from '../../../src/services/logs/reader.ts'
import type { LogEvent, LogPage, LogQuery, LogSource } from '../../../src/services/types.ts'

type Answer = readonly [times: readonly number[], nextToken: string]

/** A source that gives prepared pages, and keeps what it was asked. */
function scripted(...answers: (Answer | AwsFailure)[]) {
  const asked: LogQuery[] = []
  const events = async (_group: string, _stream: string, query: LogQuery): Promise<LogPage> => {
    asked.push(query)
    const answer = answers[asked.length - 1]
    if (answer === undefined) throw new Error('asked too often')
    if (answer instanceof AwsFailure) throw answer
    return { events: answer[0].map((timestamp) => event(timestamp)), nextToken: answer[1] }
  }
  return { asked, source: { events } as unknown as LogSource }
}

function event(timestamp: number, ingestionTime = timestamp): LogEvent {
  return { timestamp, ingestionTime, message: `at ${timestamp}` }
}

async function read(source: LogSource, plan: ReadPlan) {
  const steps = await Array.fromAsync(readStream(source, 'g', 's', plan))
  return { steps, times: steps.flatMap(({ events }) => events.map(({ timestamp }) => timestamp)) }
}

const throughout = (windows: ReadPlan['windows']): ReadPlan => ({ windows })

describe('reading a stream', () => {
  test('goes on through empty pages until the token stays', async () => {
    const { source, asked } = scripted([[1, 2], 'a'], [[], 'b'], [[], 'c'], [[3], 'd'], [[], 'd'])
    const { steps, times } = await read(source, throughout([{ from: 1 }]))
    expect(times).toEqual([1, 2, 3])
    expect(asked.map(({ token }) => token)).toEqual([undefined, 'a', 'b', 'c', 'd'])
    expect(steps.map((step) => step.kind === 'page' && step.followsEmpty)).toEqual([false, false, true, true, false])
    expect(steps.map((step) => step.kind === 'page' && step.isDone)).toEqual([false, false, false, false, true])
  })

  test('asks on although the first page is empty', async () => {
    const { source } = scripted([[], 'a'], [[5], 'b'], [[], 'b'])
    expect((await read(source, throughout([{ from: 1 }]))).times).toEqual([5])
  })

  test('leaves the end of a window out', async () => {
    const { source, asked } = scripted([[1, 9, 10], 'a'], [[], 'a'])
    expect((await read(source, throughout([{ from: 1, to: 10, since: 1 }]))).times).toEqual([1, 9])
    expect(asked[0]).toEqual({ startTime: 1, endTime: 10 })
  })

  test('reads each window from its own start, and nothing twice', async () => {
    const { source, asked } = scripted([[1, 30], 'a'], [[], 'a'], [[], 'b'], [[], 'b'])
    await read(source, throughout([{ from: 1 }, { from: 21 }]))
    expect(asked.map(({ startTime }) => startTime)).toEqual([1, 1, 31, 31])
    expect(asked[2]?.token).toBeUndefined()
  })

  test('finds late events by the time at which they came', async () => {
    const pages: LogPage[] = [
      { events: [event(10, 11), event(20, 60), event(30, 31), event(41, 70)], nextToken: 'x' },
      { events: [event(41, 70)], nextToken: 'a' },
      { events: [], nextToken: 'a' },
    ]
    const asked: LogQuery[] = []
    const events = async (_g: string, _s: string, query: LogQuery) => {
      asked.push(query)
      return pages[asked.length - 1] as LogPage
    }
    const late = { from: 5, to: 40, ingested: 50 }
    const { times } = await read({ events } as unknown as LogSource, { windows: [{ from: 41 }], late })
    expect(times).toEqual([20, 41])
    expect(asked[0]).toEqual({ startTime: 5, endTime: 41, fromTail: true })
  })

  test('ends where the stream has been deleted', async () => {
    const gone = new AwsFailure('not-found', 'ResourceNotFoundException', 'GetLogEvents', 'no such stream')
    const { source } = scripted([[1], 'a'], gone)
    const { steps, times } = await read(source, throughout([{ from: 1 }]))
    expect([times, steps.at(-1)?.kind]).toEqual([[1], 'gone'])
  })

  test('throws other failures', async () => {
    const { source } = scripted(new AwsFailure('denied', 'AccessDenied', 'GetLogEvents', 'not allowed'))
    await expect(read(source, throughout([{ from: 1 }]))).rejects.toThrow('not allowed')
  })
})
