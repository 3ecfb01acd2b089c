import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { MessageDeletions } from '../../src/sources/message-deletions.ts'
import type { MessageQueue } from '../../src/subscribers/types.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** @param refused how often each message is refused */
function setUp(refused: Readonly<Record<string, number>> = {}) {
  const left = new Map(Object.entries(refused))
  const batches: string[][] = []
  const deleted: string[] = []
  const failures: unknown[] = []
  const queue: Pick<MessageQueue, 'remove'> = {
    async remove(handles) {
      batches.push([...handles])
      const failed = handles.filter((handle) => (left.get(handle) ?? 0) > 0)
      for (const handle of failed) left.set(handle, (left.get(handle) ?? 0) - 1)
      return failed.map((handle) => ({ handle, reason: 'busy' }))
    },
  }
  const deletions = new MessageDeletions(queue as MessageQueue, 'q', {
    handleOf: (id) => id,
    deleted: (id) => deleted.push(id),
    failed: (cause) => failures.push(cause),
  })
  return { deletions, batches, deleted, failures }
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `m${n}`)

test('a full batch is deleted at once, the rest after half a second', async () => {
  const { deletions, batches } = setUp()
  for (const id of ids(12)) deletions.add(id)
  expect(batches.map(({ length }) => length)).toEqual([10])
  await vi.advanceTimersByTimeAsync(499)
  expect(batches).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(batches.map(({ length }) => length)).toEqual([10, 2])
})

test('a message that SQS refuses to delete is tried again, the others of its batch are not', async () => {
  const { deletions, batches, deleted, failures } = setUp({ m1: 2 })
  for (const id of ids(3)) deletions.add(id)
  const drained = deletions.drain()
  await vi.advanceTimersByTimeAsync(1000)
  await drained
  expect(batches).toEqual([['m0', 'm1', 'm2'], ['m1'], ['m1']])
  expect(deleted).toEqual(['m0', 'm2', 'm1'])
  expect(failures).toEqual([])
})

test('a message that SQS refuses to delete three times ends the run with 21', async () => {
  const { deletions, failures } = setUp({ m0: 3 })
  deletions.add('m0')
  const drained = deletions.drain().catch((cause: unknown) => cause)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await drained).toMatchObject({ exitCode: 21 })
  expect(failures).toEqual([await drained])
  expect(failures[0]).toBeInstanceOf(RunError)
})
