import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileBounded, compilePythonRegex } from '../../src/python/regex/compile.ts'
import { LinearRegex } from '../../src/python/regex/linear.ts'
import { patternOf } from '../../src/python/regex/pattern.ts'
import { shortenWatch } from '../helpers/short-watch.ts'

/** Goes back to as many places as there are characters in it, if the engine lets it. */
const EXPLOSIVE = `${'a'.repeat(5000)}!`

function kindOf(regex: string): 'bounded' | 'linear' | 'watched' {
  if (compileBounded(regex).isBounded) return 'bounded'
  return patternOf(regex).find ? 'watched' : 'linear'
}

test.each([
  ['GET|HEAD', 'bounded'],
  ['.*Console', 'bounded'],
  ['^(?!arn:aws).*', 'bounded'],
  ['(?i)(?:get|put|list) ?\\w+$', 'bounded'],
  ['(a)\\1', 'bounded'],
  ['a{3}b?c{2}', 'bounded'],
  ['.*foo.*bar', 'linear'],
  ['(a+)+$', 'linear'],
  ['(a|a)*b', 'linear'],
  ['(?:a?){16}b', 'linear'],
  ['a?a?a?a?a?a?a?a?a?b', 'linear'],
  ['(?i)(\\w+\\s)+$', 'linear'],
  ['(a*)\\1b', 'watched'],
  ['(a+)+\\bx', 'watched'],
  ['(?=a)(a+)+$', 'watched'],
  ['(?m)(a+)+$', 'watched'],
  ['(a+)+$b?', 'watched'],
  ['(?:(a+)+$)?b', 'watched'],
] as const)('%s is %s', (regex, kind) => {
  expect(kindOf(regex)).toBe(kind)
})

describe('what would take for ever', () => {
  shortenWatch()

  test.each([
    '(a+)+$',
    '(a|aa)+$',
    '(?i)(A+)+$',
    '(\\w+)+$',
    '(.*a){12}',
    '([^x]+)*x',
    '(?:a?){16}a{16}b',
    '(é|.)*(é+)+$',
  ])('is matched by %s in linear time', (regex) => {
    expect(patternOf(regex).test(EXPLOSIVE)).toBe(regex === '(.*a){12}')
  })

  test('is given up by an expression that no engine matches in linear time, which goes on with the next text', () => {
    const pattern = patternOf('(a+)+\\bx')
    expect([pattern.test('aaax'), pattern.test('aaa x'), pattern.test(EXPLOSIVE)]).toEqual([false, false, undefined])
    expect(patternOf('(a+)+\\b x').test('aaa x')).toBe(true)
    expect(pattern.test('aaa')).toBe(false)
  })
})

const atom = fc.constantFrom(
  'a',
  'B',
  'é',
  'ſ',
  '😀',
  '.',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '[^a]',
  '[a-cß-ÿ😀-😂]',
  '[^\\W\\d]',
  '\\n',
)
const regexes = fc.letrec((tie) => ({
  piece: fc.oneof({ maxDepth: 3 }, atom, tie('group'), fc.constantFrom('^', '(?i:b)', '(?s:.)')),
  repeated: fc
    .tuple(tie('piece'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{,3}', '*?', '{1,}'))
    .map((parts) => parts.join('')),
  branch: fc.array(tie('repeated'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  branches: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
  group: fc.tuple(fc.constantFrom('(', '(?:', '(?i:'), tie('branches')).map(([open, text]) => `${open}${text})`),
  regex: fc
    .tuple(fc.constantFrom('', '', '(?i)', '(?a)', '(?s)'), tie('branches'), fc.constantFrom('', '$', '\\Z'))
    .map((parts) => parts.join('')),
})).regex as fc.Arbitrary<string>
const texts = fc.string({
  maxLength: 8,
  unit: fc.constantFrom(
    'a',
    'b',
    'B',
    'c',
    'é',
    'É',
    's',
    'ſ',
    'K',
    'k',
    '😀',
    '😁',
    '1',
    '١',
    '_',
    ' ',
    '\n',
    '\ud83d',
    '\ude00',
  ),
})

const context = vm.createContext({})
const search = new vm.Script('all.map((text) => { regex.lastIndex = 0; return regex.test(text) })')

/** @returns whether each text matches, by the engine that goes back; undefined if that takes too long */
function matchesOf(regex: RegExp, all: readonly string[], timeout = 1000): readonly boolean[] | undefined {
  Object.assign(context, { regex, all })
  try {
    return [...search.runInContext(context, { timeout })]
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw cause
  }
}

test('the linear form of an expression matches what the expression does', () => {
  let matches = 0
  fc.assert(
    fc.property(regexes, fc.array(texts, { minLength: 4, maxLength: 8 }), (regex, all) => {
      let exact: RegExp
      let linear: LinearRegex
      try {
        exact = compilePythonRegex(regex)
        linear = new LinearRegex(regex)
      } catch {
        return
      }
      const expected = matchesOf(exact, all)
      if (expected === undefined) return
      matches += expected.filter(Boolean).length
      expect([regex, all.map((text) => [text, linear.test(text)])]).toEqual([
        regex,
        all.map((text, n) => [text, expected[n]]),
      ])
    }),
    { numRuns: 400 },
  )
  expect(matches).toBeGreaterThan(60)
})

test('an expression that goes back for ever is given up', () => {
  expect(matchesOf(/(?=a)(a|aa)+$/, [`${'a'.repeat(60)}!`], 20)).toBeUndefined()
  expect(matchesOf(/(?=a)(a|aa)+$/, ['aaa', 'b'])).toEqual([true, false])
})
