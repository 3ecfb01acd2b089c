import { expect, test } from 'vitest'
import { findSubscriber, subscribers } from '../../src/subscribers/index.ts'

test.each(Object.entries(subscribers))('%s has the name of its row', (name, subscriber) => {
  expect(subscriber.name).toBe(name)
  expect(findSubscriber(name)).toBe(subscriber)
})

test('what every object has is no subscriber', () => {
  expect(findSubscriber('toString')).toBeUndefined()
})
