import { beforeEach, describe, expect, test } from 'vitest'
import type { WalkRules } from '../../src/buckets/contract.ts'
import type { BucketOptions } from '../../src/options.ts'
import { SLASHED } from '../../src/walker/key-forms.ts'
import type { ListPage, ObjectEntry, PartitionContext, Step } from '../../src/walker/types.ts'
import { walkPartition } from '../../src/walker/walk-partition.ts'

const P = 'AWSLogs/1/CloudTrail/r/'
const entry = (key: string) => ({ key: P + key, size: 1, lastModified: new Date(0) })
const page = (...keys: string[]): ListPage => ({ objects: keys.map(entry), folders: [] })

interface Parts {
  readonly done?: string[]
  readonly lookbackEnd?: string
  readonly reparse?: boolean
  readonly type?: Partial<WalkRules>
}

function contextOf(parts: Parts): PartitionContext & { type: WalkRules } {
  const done = new Set((parts.done ?? []).map((key) => P + key))
  return {
    type: {
      form: SLASHED,
      createdDate: (e) => (e.key.includes('odd') ? { reason: 'no date' } : { day: 20240101 }),
      ...parts.type,
    } as WalkRules,
    bucket: 'b',
    partition: { accountId: '1', region: 'r', prefix: P },
    options: { reparse: parts.reparse ?? false } as BucketOptions,
    marker: { shown: '', startAfter: '', lookbackEnd: P + (parts.lookbackEnd ?? '') },
    state: { processed: async () => done } as Partial<PartitionContext['state']> as PartitionContext['state'],
    retried: new Set(),
    isStopped: false,
    isFutureDated: (key) => key.includes('9999'),
    isForeign: (key) => key.includes('foreign'),
    onPassedOver: (key) => passedOver.push(key.slice(P.length)),
  }
}

let passedOver: string[] = []
beforeEach(() => {
  passedOver = []
})

async function stepsOf(
  { type, ...context }: PartitionContext & { type: WalkRules },
  ...pages: ListPage[]
): Promise<Step[]> {
  async function* listing() {
    yield* pages
  }
  const steps: Step[] = []
  for await (const step of walkPartition(type, context, listing())) steps.push(step)
  return steps
}

const taken = (steps: Step[]) =>
  steps.flatMap((step) => (step.kind === 'object' ? [step.entry.key.slice(P.length)] : []))
const said = (steps: Step[]) =>
  steps.flatMap((step) => step.lines.map(({ level, text }) => `${level} ${text.replace(P, '')}`))

describe('walkPartition', () => {
  test('takes what is new, in order, and ends with maintenance', async () => {
    const steps = await stepsOf(contextOf({ done: ['a'] }), page('a', 'b', 'folder/', 'c'))
    expect(taken(steps)).toEqual(['b', 'c'])
    expect(said(steps)).toEqual([
      '1 ++ Skipping previously processed file: a',
      '2 ++ Found new log: b',
      '2 ++ Found new log: c',
      '1 +++ DB Maintenance',
    ])
    expect(steps.at(-1)?.kind).toBe('end')
  })

  test('says once that there is nothing', async () => {
    expect(said(await stepsOf(contextOf({}), page()))).toEqual([
      '1 +++ No logs to process in bucket: 1/r',
      '1 +++ DB Maintenance',
    ])
  })

  test('reports processed objects of the look-back at level 3 only', async () => {
    const steps = await stepsOf(contextOf({ done: ['a', 'b'], lookbackEnd: 'b' }), page('a', 'b'))
    expect(said(steps)).toEqual([
      '3 ++ Skipping previously processed file: a',
      '3 ++ Skipping previously processed file: b',
      '1 +++ No logs to process in bucket: 1/r',
      '1 +++ DB Maintenance',
    ])
  })

  test('speaks of what it finds when looking back', async () => {
    const steps = await stepsOf(contextOf({ done: ['a', 'c'], lookbackEnd: 'c' }), page('a', 'b', 'c'))
    expect(taken(steps)).toEqual(['b'])
    expect(said(steps)).not.toContain('1 +++ No logs to process in bucket: 1/r')
  })

  test('does not take again, looking back, what cannot be marked', async () => {
    expect(taken(await stepsOf(contextOf({ lookbackEnd: 'p' }), page('odd', 'z-odd')))).toEqual(['z-odd'])
  })

  test('keeps the lines of no more than a page', async () => {
    const pages = ['a', 'b', 'c'].map((key) => page(key))
    const steps = await stepsOf(contextOf({ done: ['a', 'b', 'c'] }), ...pages)
    expect(Math.max(...steps.map((step) => step.lines.length))).toBeLessThan(3)
  })

  test('says for each page after the marker that nothing was processed', async () => {
    const steps = await stepsOf(contextOf({ done: ['a', 'b'] }), page('a'), page('b'), page('c'))
    expect(said(steps).filter((line) => line.includes('No logs'))).toHaveLength(2)
  })

  test('takes processed files again when reparsing', async () => {
    const steps = await stepsOf(contextOf({ done: ['a'], reparse: true }), page('a'))
    expect(taken(steps)).toEqual(['a'])
    expect(said(steps)[0]).toBe('1 ++ File previously processed, but reparse flag set: a')
  })

  test('has a type select from the whole listing', async () => {
    const select = async (listing: readonly ObjectEntry[]) =>
      listing.toReversed().filter(({ key }) => !key.endsWith('c'))
    const steps = await stepsOf(contextOf({ type: { select } }), page('a', 'b'), page('c', 'd'))
    expect(taken(steps)).toEqual(['d', 'b', 'a'])
    const nothing = await stepsOf(contextOf({ type: { select: async () => [] } }), page('a'), page('b'))
    expect(said(nothing)).toEqual(['1 +++ No logs to process in bucket: 1/r', '1 +++ DB Maintenance'])
  })

  test('takes the objects in the order of the type, and prints them at its level', async () => {
    const type: Partial<WalkRules> = { select: async (objects) => objects.toReversed(), skipLevel: 2 }
    const steps = await stepsOf(contextOf({ type, done: ['a'] }), page('a', 'b', 'c'))
    expect(taken(steps)).toEqual(['c', 'b'])
    expect(said(steps)).toContain('2 ++ Skipping previously processed file: a')
  })

  test('passes over an object whose key does not start as the form asks, with a line of level 3', async () => {
    const type: Partial<WalkRules> = { form: { ...SLASHED, start: '0000/00/00' } }
    const steps = await stepsOf(
      contextOf({ type }),
      page('2024-01-02/x', '2024/01/02/x', '2024/1/2/x', 'a/2024/01/02/x'),
    )
    expect(taken(steps)).toEqual(['2024/01/02/x'])
    expect(passedOver).toEqual(['2024-01-02/x', '2024/1/2/x', 'a/2024/01/02/x'])
    expect(said(steps)[0]).toBe('3 ++ Skipping file with another prefix: 2024-01-02/x')
  })

  test('passes over an object whose key is another type’s, also when reparsing what was once processed', async () => {
    const steps = await stepsOf(contextOf({ reparse: true, done: ['b-foreign'] }), page('a', 'b-foreign', 'c-foreign'))
    expect(taken(steps)).toEqual(['a'])
    expect(passedOver).toEqual(['b-foreign', 'c-foreign'])
    expect(said(steps)).toContain('3 ++ Skipping file of another log type: b-foreign')
  })
})
