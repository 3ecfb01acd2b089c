import { expect, test } from 'vitest'
import { maxReceiveCountOf } from '../../src/aws/services/queue.ts'

test.each([
  [undefined, Number.POSITIVE_INFINITY],
  ['{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead", "maxReceiveCount": 5}', 5],
  ['{"maxReceiveCount":"5"}', 5],
  ['{"maxReceiveCount":1000}', 1000],
  ['{"deadLetterTargetArn": "\\"maxReceiveCount\\": 7"}', undefined],
  ['{"inner": {"maxReceiveCount": 7}}', undefined],
  ['{"maxReceiveCount": 0}', undefined],
  ['{"maxReceiveCount": -5}', undefined],
  ['{"maxReceiveCount": 1.5}', undefined],
  ['{"maxReceiveCount": [5, 6]}', undefined],
  ['{"maxReceiveCount": null}', undefined],
  ['{"maxReceiveCount": 5', undefined],
  ['null', undefined],
  ['5', undefined],
  ['many', undefined],
  ['', undefined],
])('a message whose queue has the redrive policy %s is received at most %s times', (policy, count) => {
  expect(maxReceiveCountOf(policy)).toBe(count)
})
