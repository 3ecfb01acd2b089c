import { describe, expect, test } from 'vitest'
import { bytesRepr, escapeControl, textRepr } from '../../src/python/text.ts'

// The answers are those of `python3 -c 'print(repr(…))'`.

describe("a text is shown as by Python's repr", () => {
  test.each([
    ['s', "'s'"],
    ["it's", '"it\'s"'],
    ['say "hi"', '\'say "hi"\''],
    ['both \' and "', "'both \\' and \"'"],
    ['café\n\r\t\\', "'café\\n\\r\\t\\\\'"],
    ['\0\x7f\xa0\xad\u2028\ud800\ue000', "'\\x00\\x7f\\xa0\\xad\\u2028\\ud800\\ue000'"],
    ['\u{f0000} 😀', "'\\U000f0000 😀'"],
  ])('%j', (text, expected) => {
    expect(textRepr(text)).toBe(expected)
  })
})

describe("bytes are shown as by Python's repr", () => {
  test.each([
    ['a\x00\xff', "b'a\\x00\\xff'"],
    ["\t\n\r'\\", 'b"\\t\\n\\r\'\\\\"'],
    ['\'"', "b'\\'\"'"],
  ])('%j', (latin1, expected) => {
    expect(bytesRepr(Buffer.from(latin1, 'latin1'))).toBe(expected)
  })
})

test('control characters alone are escaped in a printed line', () => {
  expect(escapeControl("a\\ 'é'\n\x1b[0m\x85\u2028 \"")).toBe("a\\ 'é'\\n\\x1b[0m\\x85\\u2028 \"")
})
