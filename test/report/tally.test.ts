import { expect, test } from 'vitest'
import type { Outcome } from '../../src/report/contract.ts'
import { Tally, totalOf } from '../../src/report/tally.ts'

const EU = { account: '123456789012', region: 'eu-west-1' }
const US = { account: '123456789012', region: 'us-east-1' }
const outcome = (sent: number, rest: Partial<Outcome> = {}): Outcome => ({
  sent,
  discarded: 0,
  failed: 0,
  tooLong: 0,
  ...rest,
})

test('counts by account and region, parts of a stream as one object, and keeps the newest time', () => {
  const tally = new Tally()
  tally.began({ name: 'eu' }, EU)
  tally.handedOver({ name: 'a', bytes: 10, newest: 5 }, outcome(3, { discarded: 1 }), EU)
  tally.handedOver({ name: 'b', bytes: 20, newest: 4 }, outcome(0, { failed: 1 }), EU)
  tally.handedOver({ name: 's', isPart: true, bytes: 1, newest: 9 }, outcome(1), US)
  tally.handedOver({ name: 's', isPart: true, bytes: 1 }, outcome(2), US)
  tally.handedOver({ name: 's' }, outcome(0), US)
  expect(tally.places).toEqual([
    { ...EU, objects: 2, events: 3, discarded: 1, failed: 1, passedOver: 0, bytes: 30, newest: 5 },
    { ...US, objects: 1, events: 3, discarded: 0, failed: 0, passedOver: 0, bytes: 2, newest: 9 },
  ])
  expect(totalOf(tally.places)).toMatchObject({ objects: 3, events: 6, discarded: 1, failed: 1, bytes: 32, newest: 9 })
})

test('an idle partition is known, and how new what was collected before is', () => {
  const tally = new Tally()
  tally.began({ name: 'eu' }, EU)
  tally.passedOver({ name: 'old', reason: 'processed', newest: 7 }, EU)
  tally.passedOver({ name: 'foreign', reason: 'other-type', newest: 8 }, EU)
  tally.passedOver({ name: 'early', reason: 'not-selected', newest: 9 }, EU)
  expect(tally.places).toMatchObject([{ ...EU, objects: 0, passedOver: 1, newest: 7 }])
})
