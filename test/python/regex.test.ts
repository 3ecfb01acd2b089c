import { describe, expect, test } from 'vitest'
import { pythonRegex } from '../../src/cli/validators.ts'
import { compilePythonRegex } from '../../src/python/regex/compile.ts'
import { RegexFailure } from '../../src/python/regex/failure.ts'

/** How much of a text Python's `re.match` takes; -1: no match. */
function match(regex: string, text: string): number {
  return compilePythonRegex(regex).exec(text)?.[0].length ?? -1
}

describe('matches as in Python', () => {
  // The lengths are those that `python3 -c "import re; print(re.match(regex, text).end())"` gives.
  test.each<readonly [regex: string, text: string, length: number]>([
    ['Login', 'ConsoleLogin', -1],
    ['(?i)consolelogin\\Z', 'ConsoleLogin', 12],
    ['(?i)consolelogin\\Z', 'ConsoleLogin\n', -1],
    ['(?P<verb>Get|Modify)\\w+', 'GetObject', 9],
    ['(?P<n>a)(?P=n)', 'aab', 2],
    ['(a)\\1', 'aab', 2],
    ['a*+b', 'aab', 3],
    ['a*+ab', 'aab', -1],
    ['(?>a|ab)c', 'abc', -1],
    ['(?>a+)(b)\\1', 'aabb', 4],
    ['(a)++(?P<n>b){1,2}+(?P=n)\\2', 'aabbbb', 6],
    ['(?i)(?>A)?+b', 'aB', 2],
    ['^on[ea]$', 'one\n', 3],
    ['a$', 'a\n\n', -1],
    ['(?m)a$', 'a\nb', 1],
    ['(?m)^b$', 'a\nb', -1],
    ['a\\n(?m:^b)', 'a\nb', 3],
    ['.+z', 'x\nz', -1],
    ['(?s).+z', 'x\nz', 3],
    ['.+', 'a\r\u2028b', 4],
    ['\\d+', '١٢', 2],
    ['(?a)\\d+', '١٢', -1],
    ['\\w+', 'café_1', 6],
    ['\\bcaf\\b', 'café', -1],
    ['(?a)\\bcaf\\b', 'café', 3],
    ['caf\\B', 'café', 3],
    ['\\s+x', '\u00a0\u001fx', 3],
    ['(?x) a  b # a comment', 'ab', 2],
    ['(?x)[ #]+ \\ x', '# # x', 5],
    ['a{,2}b', 'aab', 3],
    ['a{2}', 'aab', 2],
    ['x{a}', 'x{a}', 4],
    ['a{', 'a{', 2],
    ['a{}', 'a{}', 3],
    ['(?i:AB)c', 'abc', 3],
    ['(?i:AB)c', 'abC', -1],
    ['(?i)a(?-i:B)', 'Ab', -1],
    ['(?i:q)[bc]', 'QB', -1],
    ['(?i:q)[^b]', 'QB', 2],
    ['(?i:q)*[bc]', 'B', -1],
    ['(?i)(?-i:q)[bc]', 'qB', 2],
    ['(?i:q(?-i:r)[bc])[de]', 'QrBd', 4],
    ['(?i:q(?-i:r)[bc])[de]', 'QrBD', -1],
    ['(?#comment)ab', 'ab', 2],
    ['[]a]+', ']]a', 3],
    ['[^]a]+', 'b]', 1],
    ['[a-c-e]+', 'a-e', 3],
    ['[\\W\\d]+', '!1a', 2],
    ['[^\\W\\d]+', 'é_1', 2],
    ['[[]', '[', 1],
    ['[a&&b]+', 'a&b', 3],
    ['\\x41\\u0042\\101\\0', 'ABA\0', 4],
    ['[\\1\\60-\\62]+', '\x01012', 4],
    ['(?=a)*b', 'b', 1],
    ['(?<=b)a|b', 'b', 1],
    ['(?:a|b)*?c', 'abc', 3],
    ['[😀-😂]', '😁', 2],
    ['(?i:ſ)(?i:\\u212a)', 'sk', 2],
    ['(?i:Ÿ(?s:.))', 'ÿa', 2],
    ['\\/', '/', 1],
    ['', 'a', 0],
  ])('%s on %j', (regex, text, length) => {
    expect(match(regex, text)).toBe(length)
  })
})

describe('what cannot be had is named', () => {
  test.each([
    ['(a)?(?(1)b|c)', "'(?(' is not supported"],
    ['(?L)a', "'(?L)' is not supported"],
    ['\\N{DASH}', "'\\N' is not supported"],
    ['\\q', "'\\q' is not supported"],
    ['[z-a]', "'[z-a' is not supported"],
    ['(', 'ends too early'],
    ['[a', 'ends too early'],
    ['a\\', 'ends too early'],
    [')', 'not a valid'],
    ['*a', 'not a valid'],
    ['a**', 'not a valid'],
    ['a{2,1}', 'not a valid'],
    ['(a)\\2', 'not a valid'],
    ['\\1(a)', 'not a valid'],
    ['a*++', 'not a valid'],
    ['(?P<n>a)(?P<n>b)', 'not a valid'],
    ['(?P<1>a)', 'not a valid'],
    ['(?P=n)', 'not a valid'],
    ['a(?i)b', 'not supported'],
  ])('%s', (regex, reason) => {
    expect(() => compilePythonRegex(regex)).toThrow(RegexFailure)
    expect(() => pythonRegex(regex)).toThrow(reason)
  })
})
