import { describe, expect, test } from 'vitest'
import { groupChoice, groupId, isChosen, isGroupArn } from '../../../src/services/logs/group-choice.ts'

const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:/g/a'
const GOV = 'arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:a'

test.each([
  [ARN, true],
  [`${ARN}:*`, true],
  [GOV, true],
  ['arn:aws:logs:::log-group:a', true],
  [`${ARN}:log-stream:s`, false],
  ['arn:aws:logs:us-east-1:123456789012:log-group:*', false],
  ['arn:aws:logs:us-east-1:123456789012:log-group:a*', false],
  ['arn:aws:s3:::a', false],
  ['/g/a', false],
])('%s is the ARN of a group: %s', (text, isArn) => {
  expect(isGroupArn(text)).toBe(isArn)
})

test.each([
  ['a', { typed: 'a', text: 'a', isPrefix: false }],
  ['a*', { typed: 'a*', text: 'a', isPrefix: true }],
  ['*', { typed: '*', text: '', isPrefix: true }],
  [`${ARN}:*`, { typed: ARN, text: '/g/a', isPrefix: false, region: 'us-east-1', accountId: '123456789012' }],
  ['arn:aws:logs:::log-group:a', { typed: 'arn:aws:logs:::log-group:a', text: 'a', isPrefix: false }],
])('%s is chosen as %j', (text, choice) => {
  expect(groupChoice(text)).toEqual(choice)
})

test.each([
  ['a', undefined, 'a'],
  [ARN, '123456789012', '/g/a'],
  [ARN, '210987654321', ARN],
  [`${ARN}:*`, '210987654321', ARN],
  ['arn:aws:logs:us-east-1::log-group:a', '210987654321', 'a'],
])('%s is named by the account %s as %s', (text, account, id) => {
  expect(groupId(groupChoice(text), account)).toBe(id)
})

describe('a group in the state is chosen', () => {
  test.each<[group: string, region: string, choices: string[], matchesAny: boolean]>([
    ['a', 'us-east-1', [], true],
    ['a', 'us-east-1', ['b', 'a'], true],
    ['a', 'us-east-1', ['b'], false],
    ['ab', 'us-east-1', ['a*'], true],
    ['/g/a', 'us-east-1', [`${ARN}:*`], true],
    ['/g/a', 'us-west-2', [`${ARN}:*`], false],
    [ARN, 'us-east-1', [`${ARN}:*`], true],
    [ARN, 'us-east-1', ['/g/a'], false],
  ])('%s of %s by %j: %s', (group, region, choices, matchesAny) => {
    expect(isChosen(group, region, choices.map(groupChoice))).toBe(matchesAny)
  })
})
