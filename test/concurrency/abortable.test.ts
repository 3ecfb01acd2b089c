import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { abortable, sleep, untilAborted } from '../../src/concurrency/abortable.ts'

const NEVER = new Promise<never>(() => {})
const REASON = new Error('enough')

test('a wait ends with the reason of its signal', async () => {
  const ending = new AbortController()
  const waits = [abortable(NEVER, ending.signal), sleep(60_000, ending.signal)]
  ending.abort(REASON)
  for (const wait of waits) await expect(wait).rejects.toBe(REASON)
})

test('a wait does not start when its signal is aborted already', async () => {
  await expect(abortable(NEVER, AbortSignal.abort(REASON))).rejects.toBe(REASON)
})

test('a wait that is over in time gives its value, or its failure', async () => {
  const { signal } = new AbortController()
  expect(await abortable(Promise.resolve(1), signal)).toBe(1)
  await expect(abortable(Promise.reject(new Error('other')), signal)).rejects.toThrow('other')
})

async function* numbers(ended: { value: boolean }) {
  try {
    for (let n = 0; n < 3; n++) yield n
    await NEVER
  } finally {
    ended.value = true
  }
}

test('a source is read until the signal is aborted, although it waits for something that never comes', async () => {
  const ending = new AbortController()
  const got: number[] = []
  const read = async () => {
    for await (const n of untilAborted(numbers({ value: false }), () => ending.signal)) got.push(n)
  }
  const reading = read()
  await delay(5)
  ending.abort(REASON)
  await expect(reading).rejects.toBe(REASON)
  expect(got).toEqual([0, 1, 2])
})

test('a source that is left early can clean up', async () => {
  const ended = { value: false }
  for await (const _ of untilAborted(numbers(ended), () => new AbortController().signal)) break
  await delay(0)
  expect(ended.value).toBe(true)
})

test('a failure of what is no longer awaited is not left unhandled', async () => {
  const unhandled: unknown[] = []
  const note = (cause: unknown) => unhandled.push(cause)
  process.on('unhandledRejection', note)
  try {
    const failing = delay(1).then(() => Promise.reject(new Error('late')))
    await expect(abortable(failing, AbortSignal.abort(REASON))).rejects.toBe(REASON)
    await delay(20)
    expect(unhandled).toEqual([])
  } finally {
    process.off('unhandledRejection', note)
  }
})
