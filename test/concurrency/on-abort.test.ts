import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from '../../src/concurrency/on-abort.ts'

test('each function is called once when its signal is aborted, those that are no longer wanted are not', () => {
  const ending = new AbortController()
  const called: number[] = []
  const stops = [0, 1, 2, 3].map((n) => onAbort(ending.signal, () => called.push(n)))
  onAbort(new AbortController().signal, () => called.push(9))
  stops[1]?.()
  expect(called).toEqual([])
  ending.abort()
  expect(called).toEqual([0, 2, 3])
})

test('a function that is called may end another one', () => {
  const ending = new AbortController()
  const called: string[] = []
  onAbort(ending.signal, () => stop())
  const stop = onAbort(ending.signal, () => called.push('ended'))
  onAbort(ending.signal, () => called.push('last'))
  ending.abort()
  expect(called).toEqual(['last'])
})

test('a signal has one listener, however many wait for it', () => {
  const { signal } = new AbortController()
  for (let n = 0; n < 100; n++) onAbort(signal, () => {})
  expect(getEventListeners(signal, 'abort').length).toBe(1)
})

test('a function of a signal that is aborted already is called at once', () => {
  const called: string[] = []
  onAbort(AbortSignal.abort(), () => called.push('now'))()
  expect(called).toEqual(['now'])
})
