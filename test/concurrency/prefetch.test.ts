import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Prefetch } from '../../src/concurrency/prefetch.ts'

async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) await turn()
}

function counting(count: number, failAfter = Number.POSITIVE_INFINITY) {
  const taken: number[] = []
  async function* numbers() {
    for (let n = 1; n <= count; n++) {
      if (n > failAfter) throw new Error('the source fails')
      taken.push(n)
      yield n
    }
  }
  return { taken, source: numbers() }
}

test('a prefetch takes items before they are asked for, up to the bound', async () => {
  const { taken, source } = counting(10)
  const prefetch = new Prefetch(source, 3, () => 1)
  await settle()
  expect(taken).toEqual([1, 2, 3])
  const iterator = prefetch[Symbol.asyncIterator]()
  expect((await iterator.next()).value).toBe(1)
  await settle()
  expect(taken).toEqual([1, 2, 3, 4])
})

test('a prefetch takes one item that is heavier than the bound', async () => {
  const { taken, source } = counting(3)
  const prefetch = new Prefetch(source, 5, () => 100)
  await settle()
  expect(taken).toEqual([1])
  expect(await Array.fromAsync(prefetch)).toEqual([1, 2, 3])
})

test('a prefetch keeps the order and gives everything, whether source or consumer is faster', async () => {
  const { source } = counting(50)
  const got: number[] = []
  for await (const n of new Prefetch(source, 2, (item) => item % 3)) {
    if (n % 7 === 0) await settle()
    got.push(n)
  }
  expect(got).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
})

test('a prefetch throws what its source throws, after the items before that', async () => {
  const { source } = counting(5, 2)
  const got: number[] = []
  const read = async () => {
    for await (const n of new Prefetch(source, 10, () => 1)) got.push(n)
  }
  await expect(read()).rejects.toThrow('the source fails')
  expect(got).toEqual([1, 2])
})
