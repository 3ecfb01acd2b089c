import { describe, expect, it } from 'vitest'
import { headroom, nextRate, PacedEmitter, part } from '../../src/emit/pacing.ts'
import type { QueueReading } from '../../src/emit/queue-state.ts'
import type { Emitter, EventBatch } from '../../src/emit/types.ts'
import { RunError } from '../../src/errors.ts'
import { batchOf, datagramsOf } from './batches.ts'

const NEVER = new AbortController().signal

const reading = (usage: number, dropped = 0): QueueReading => ({ usage, dropped, size: 1000 })

describe('nextRate', () => {
  it.each([
    ['doubles below half when it held events back', 100, reading(0.3), reading(0.49), true, 200],
    ['stays when nothing was held back', 100, reading(0.3), reading(0.1), false, 100],
    ['stays between half and 80 %', 100, reading(0.3), reading(0.8), true, 100],
    ['halves above 80 %', 100, reading(0.3), reading(0.81), false, 50],
    ['halves when drops grow, however empty the queue', 100, reading(0, 7), reading(0, 8), true, 50],
    ['takes no notice of drops of the past', 100, reading(0, 7), reading(0, 7), true, 200],
    ['takes no notice of drops before the first reading', 100, undefined, reading(0, 7), true, 200],
    ['takes no notice of a counter that starts anew', 100, reading(0, 7), reading(0, 0), true, 200],
    ['does not fall below 10', 11, undefined, reading(1), true, 10],
    ['does not grow without end', 400_000, undefined, reading(0), true, 500_000],
  ])('%s', (_, rate, before, now, limited, expected) => {
    expect(nextRate(rate, before, now, limited)).toBe(expected)
  })
})

it.each([
  [0, 500],
  [0.25, 250],
  [0.9, 0],
])('headroom of a queue that is %f full', (usage, events) => {
  expect(headroom(reading(usage))).toBe(events)
})

describe('part', () => {
  const batch = batchOf(
    ['a', 'bb', 'ccc', 'd'],
    [0, 1, 2, 2, 4].map((before, i) => ({ before, level: 2 as const, text: `line ${i}` })),
  )
  const textsOf = ({ bytes, ends }: EventBatch) =>
    [...ends].map((end, i) => Buffer.from(bytes.subarray(ends[i - 1] ?? 0, end)).toString())

  it('cuts events and lines where they belong', () => {
    const parts = [part(batch, 0, 2), part(batch, 2, 3), part(batch, 3, 4)]
    expect(parts.map(textsOf)).toEqual([datagramsOf(['a', 'bb']), datagramsOf(['ccc']), datagramsOf(['d'])])
    expect(parts.map(({ lines }) => lines.map(({ before, text }) => `${before} ${text}`))).toEqual([
      ['0 line 0', '1 line 1'],
      ['0 line 2', '0 line 3'],
      ['1 line 4'],
    ])
  })

  it('gives the batch itself when all of it is asked for', () => {
    expect(part(batch, 0, 4)).toBe(batch)
  })
})

describe('PacedEmitter', () => {
  const recorder = () => {
    const sizes: number[] = []
    const counts = { sent: 0, tooLong: 0 }
    const emitter: Emitter = {
      counts,
      send: async (batch) => {
        sizes.push(batch.ends.length)
        counts.sent += batch.ends.length
      },
      close() {},
    }
    return { sizes, emitter }
  }
  const events = (count: number) => batchOf(Array.from({ length: count }, (_, i) => `${i}`))

  it('sends everything, in parts that the ceiling allows', async () => {
    const { sizes, emitter } = recorder()
    const paced = new PacedEmitter(emitter, { maxEps: 1000, signal: NEVER })
    await paced.send(events(150))
    expect(paced.counts.sent).toBe(150)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
  })

  it('hands batches on as they are while there is nothing to go by', async () => {
    const { sizes, emitter } = recorder()
    const paced = new PacedEmitter(emitter, { maxEps: 0, watch: () => undefined, signal: NEVER })
    await paced.send(events(5000))
    await paced.send(events(0))
    expect(sizes).toEqual([5000, 0])
  })

  it('fills half of an empty queue at once, then goes by its rate', async () => {
    const { sizes, emitter } = recorder()
    const paced = new PacedEmitter(emitter, { maxEps: 0, watch: () => reading(0), signal: NEVER })
    await paced.send(events(600))
    expect(sizes[0]).toBeGreaterThanOrEqual(500)
    expect(sizes[0]).toBeLessThan(600)
    expect(paced.counts.sent).toBe(600)
  })

  it('can be stopped while it waits', async () => {
    const ending = new AbortController()
    const paced = new PacedEmitter(recorder().emitter, { maxEps: 1, signal: ending.signal })
    setTimeout(() => ending.abort(new RunError(2, 'enough')), 20)
    await expect(paced.send(events(3))).rejects.toThrow('enough')
  })
})
