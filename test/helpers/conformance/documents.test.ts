import { expect, test } from 'vitest'
import { readCase } from './case.ts'
import { readDocument, writeDocument } from './documents.ts'

test.each([
  [
    '{"b":1.0,"10":2,"2":[-0,1e+16,12345678901234567890,NaN,-Infinity]}',
    '{"b": 1.0, "10": 2, "2": [-0, 1e+16, 12345678901234567890, NaN, -Infinity]}',
  ],
  [' [ ] ', '[]'],
  ['{"a":{},"a":{"é\\u007f":"\\ud83d\\ude00\\n\\"/"}}', '{"a": {"\\u00e9\\u007f": "\\ud83d\\ude00\\n\\"/"}}'],
  ['[true,false,null,"true, false: {}"]', '[true, false, null, "true, false: {}"]'],
])('writes %s as Python does', (text, written) => {
  expect(writeDocument(readDocument(text))).toBe(written)
})

test('a case is read so that what is served stays text, and the rest are plain values', () => {
  const text = `{"title": "t", "steps": [], "expect": [{"exit": 0, "db": {"t": [{"n": 20240102}]}}], "aws": {
    "s3": {"b": [{"key": "k", "json": {"9": 1.0, "1": 2}}]},
    "sqs": {"q": ["plain", {"z": 1.0}]}, "inspector2": {"us-east-1": [[{"score": 9.0}], []]}}}`
  expect(readCase(text)).toEqual({
    title: 't',
    steps: [],
    expect: [{ exit: 0, db: { t: [{ n: 20240102 }] } }],
    aws: {
      s3: { b: [{ key: 'k', json: '{"9": 1.0, "1": 2}' }] },
      sqs: { q: ['plain', '{"z": 1.0}'] },
      inspector2: { 'us-east-1': [['{"score": 9.0}'], []] },
    },
  })
})
