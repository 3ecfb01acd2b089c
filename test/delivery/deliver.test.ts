import { beforeEach, expect, test, vi } from 'vitest'
import type { Delivery, DeliveryFailure } from '../../src/delivery/contract.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import type { EventBatch } from '../../src/emit/types.ts'
import { RunError } from '../../src/errors.ts'
import type * as log from '../../src/log.ts'
import type { Run } from '../../src/run.ts'
import { batchOf } from '../emit/batches.ts'

/** What happens, in order: lines, events, commits. */
const happened = vi.hoisted(() => [] as string[])
vi.mock('../../src/log.ts', async (original) => ({
  ...(await original<typeof log>()),
  debug: (from: number, text: string) => happened.push(`line ${from} ${text}`),
  error: (text: string) => happened.push(`error ${text}`),
  print: ({ level, text }: log.Line) => happened.push(`line ${level} ${text}`),
}))
beforeEach(() => {
  happened.length = 0
})

interface Stage {
  readonly skipOnError?: boolean
  readonly signal?: AbortSignal
  readonly finishing?: AbortSignal
  /** Takes the place of sending. */
  readonly send?: (batch: EventBatch) => Promise<void>
}

function runOf({ skipOnError = false, signal = new AbortController().signal, finishing = signal, send }: Stage): Run {
  const emitter = {
    counts: { sent: 0, tooLong: 0 },
    send: send ?? (async ({ ends }: EventBatch) => void happened.push(`send ${ends.length}`)),
    close() {},
  }
  const report = { began() {}, passedOver() {}, handedOver() {} }
  const counts = { objects: 0, discarded: 0, failed: 0, passedOver: 0 }
  return { options: { output: { skipOnError } }, signal, finishing, emitter, counts, report } as unknown as Run
}

function deliveryOf(name: string, parts: Partial<Delivery> = {}): Delivery {
  return {
    lines: [{ level: 1, text: name }],
    batches: [batchOf(['a', 'b'])],
    isObject: true,
    commit: async (isWhole) => void happened.push(`commit ${name} ${isWhole ? 'whole' : 'in part'}`),
    close: async () => void happened.push(`close ${name}`),
    ...parts,
  }
}

async function delivered(deliveries: readonly Delivery[], stage: Stage = {}) {
  const run = runOf(stage)
  async function* source() {
    for (const delivery of deliveries) {
      yield delivery
      happened.push('next')
    }
  }
  const ended = await deliver(run, source()).catch((cause: Error) => cause)
  return { counts: run.counts, ended }
}

const FAILURE: DeliveryFailure = { kind: 'parse', cause: 'no JSON', object: { bucket: 'b', logFile: 'k' } }
const LINE = 'Failed to parse file k: no JSON'

test('a delivery is printed, sent, closed and committed before its source goes on', async () => {
  const { counts } = await delivered([deliveryOf('one'), deliveryOf('two')])
  const steps = (name: string) => [`line 1 ${name}`, 'send 2', `close ${name}`, `commit ${name} whole`, 'next']
  expect(happened).toEqual([...steps('one'), ...steps('two')])
  expect(counts).toMatchObject({ objects: 2, failed: 0 })
})

test('lines alone are no object', async () => {
  expect((await delivered([{ lines: [{ level: 2, text: 'x' }] }])).counts.objects).toBe(0)
  expect(happened).toEqual(['line 2 x', 'next'])
})

test('discarded and lost events count, and a lost one tells the commit', async () => {
  const batch = { ...batchOf(['a']), discarded: 3, failed: 1 }
  const { counts } = await delivered([deliveryOf('one', { batches: [batch] }), deliveryOf('two')])
  expect(counts).toMatchObject({ discarded: 3, failed: 1 })
  expect(happened.filter((step) => step.startsWith('commit'))).toEqual(['commit one in part', 'commit two whole'])
})

test('a failure that is skipped sends an error event in place of the object, and is committed in part', async () => {
  const { counts, ended } = await delivered([deliveryOf('one', { failure: FAILURE, batches: [] })], {
    skipOnError: true,
  })
  expect(happened).toEqual([
    'line 1 one',
    `line 1 ++ ${LINE}; skipping...`,
    'send 1',
    'close one',
    'commit one in part',
    'next',
  ])
  expect(counts).toMatchObject({ objects: 1, failed: 1 })
  expect(ended).toBeUndefined()
})

test('the good records of an object with bad ones are sent in its place', async () => {
  const failure = { ...FAILURE, partial: batchOf(['a', 'b', 'c']) }
  await delivered([deliveryOf('one', { failure, batches: [] })], { skipOnError: true })
  expect(happened).toEqual(['line 1 one', 'send 3', 'close one', 'commit one in part', 'next'])
})

test('a failure that is not skipped ends the run before anything is sent or committed', async () => {
  const { ended } = await delivered([deliveryOf('one', { failure: FAILURE, batches: [] }), deliveryOf('two')])
  expect(ended).toMatchObject({ exitCode: 9, message: LINE })
  expect(happened).toEqual(['line 1 one', 'close one'])
})

test('a delivery that can be abandoned is told of the failure in place of its commit, and the next ones go on', async () => {
  const abandon = async ({ message }: RunError) => void happened.push(`abandon ${message}`)
  const { ended } = await delivered([deliveryOf('one', { failure: FAILURE, batches: [], abandon }), deliveryOf('two')])
  expect(ended).toBeUndefined()
  expect(happened.slice(0, 3)).toEqual(['line 1 one', 'close one', `abandon ${LINE}`])
  expect(happened).toContain('commit two whole')
})

test('what cannot be sent is closed and not committed', async () => {
  const send = () => Promise.reject(new RunError(11, 'no manager'))
  const { ended } = await delivered([deliveryOf('one')], { send })
  expect(ended).toMatchObject({ exitCode: 11 })
  expect(happened).toEqual(['line 1 one', 'close one'])
})

test('a signal ends the loop between two deliveries, the first of which is committed', async () => {
  const ending = new AbortController()
  const one = deliveryOf('one', { close: async () => ending.abort(new RunError(143, [])) })
  const { ended } = await delivered([one, deliveryOf('two')], { signal: ending.signal })
  expect(ended).toMatchObject({ exitCode: 143 })
  expect(happened).toContain('commit one whole')
  expect(happened).not.toContain('line 1 two')
})

test('a run that is to end finishes a message of several objects first, as long as the grace lasts', async () => {
  const ending = new AbortController()
  const send = async ({ ends }: EventBatch) => {
    happened.push(`send ${ends.length}`)
    ending.abort(new Error('the end'))
  }
  const deliveries = [deliveryOf('a', { isContinued: true }), deliveryOf('b'), deliveryOf('c')]
  const inTime = await delivered(deliveries, { signal: ending.signal, finishing: new AbortController().signal, send })
  expect(inTime.ended).toEqual(new Error('the end'))
  expect(happened.filter((line) => line.startsWith('commit'))).toEqual(['commit a whole', 'commit b whole'])
  happened.length = 0
  await delivered(deliveries, { signal: ending.signal, finishing: ending.signal, send })
  expect(happened).toEqual([])
})
