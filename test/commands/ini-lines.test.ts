import { expect, test } from 'vitest'
import { brokenLine } from '../../src/commands/doctor/ini-lines.ts'

test.each([
  ['', undefined],
  [
    '[default]\nregion = us-east-1\n\n# a comment\n; another\n[profile dev]\r\ns3 =\n  max_concurrent_requests = 5\n',
    undefined,
  ],
  ['[default]\nsource_profile=base\n', undefined],
  ['[default\nregion = us-east-1\n', { line: 1, text: '[default' }],
  ['[default]\nregion us-east-1\n', { line: 2, text: 'region us-east-1' }],
  ['[a]\nkey = 1\n[]\n', { line: 3, text: '[]' }],
])('of the INI text %j the first line that is broken is %j', (text, broken) => {
  expect(brokenLine(text)).toEqual(broken)
})
