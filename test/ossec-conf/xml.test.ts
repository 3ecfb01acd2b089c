import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readXml, type XmlElement, XmlError } from '../../src/ossec-conf/xml.ts'

/** `name@line attribute=value "text" [children]` */
function shown({ name, line, attributes, text, children }: XmlElement): string {
  const pairs = [...attributes].map(([key, value]) => ` ${key}=${value}`).join('')
  const inside = children.length === 0 ? '' : ` [${children.map(shown).join(' ')}]`
  return `${name}@${line}${pairs}${text.trim() === '' ? '' : ` ${JSON.stringify(text)}`}${inside}`
}

const shownAll = (text: string) => readXml(text).map(shown).join(' ')

describe('reads the dialect of the manager', () => {
  test.each([
    ['an empty file', '', ''],
    ['several roots', '<a></a>\n<b/>\n<c />', 'a@1 b@2 c@3'],
    ['children', '<a><b></b><c>\n<d/></c></a>', 'a@1 [b@1 c@1 [d@2]]'],
    ['text as typed', '<a> x </a>', 'a@1 " x "'],
    ['text on several lines', '<a>x\ny</a><b/>', 'a@1 "x\\ny" b@2'],
    ['attributes in both quotes', `<a b="1" c='"2"'/>`, 'a@1 b=1 c="2"'],
    ['attributes on several lines', '<a\n b=\n"1"\n\tc="2"\n></a><d/>', 'a@1 b=1 c=2 d@5'],
    ['an empty attribute', '<a b=""/>', 'a@1 b='],
    ['a comment', '<a/><!-- <b> -- \n --><c/>', 'a@1 c@2'],
    ['a comment of the old form', '<a/><! x ! !><c/>', 'a@1 c@1'],
    ['a comment that ends early', '<a/><!-- x !><c/>', 'a@1 c@1'],
    ['a comment in text', '<a>x<!-- y -->z</a>', 'a@1 "xz"'],
    ['an escaped less-than sign', '<a>\\</a></a>', 'a@1 "\\\\</a>"'],
    ['greater-than signs and entities in text', '<a>2>&1 &amp; "x"</a>', 'a@1 "2>&1 &amp; \\"x\\""'],
    ["text outside of elements, which is nobody's", '\ufeffx <a/> y', 'a@1'],
    ['line ends of Windows', '<a>\r\n<b/>\r\n</a>\r\n', 'a@1 [b@2]'],
  ])('%s', (_, text, expected) => {
    expect(shownAll(text)).toBe(expected)
  })
})

describe('refuses what the manager refuses, with its line', () => {
  test.each([
    ['an element that is not closed', '<a>\n<b>\n</b>\n', 1, '<a> is not closed'],
    ['an end of another element', '\n<a>\n</b>', 3, '</b> stands where </a> must close line 2'],
    ['an end without a start', '<a/>\n</a>', 2, '</a> closes what was not opened'],
    ['a comment without an end', '\n<!-- x', 2, 'the comment is not closed'],
    ['a section of character data', '<a><![CDATA[x]]></a>', 1, 'the comment is not closed'],
    [
      'a declaration',
      '<?xml version="1.0"?>\n<a/>',
      1,
      'the manager does not accept an XML declaration (<?xml …?>): remove it',
    ],
    ['a lone less-than sign', '<a>\n1 < 2</a>', 2, "a '<' without a name after it: in a value, write '\\<'"],
    ['an unquoted attribute', '<a\nb=c>', 2, "the value of the attribute 'b' needs quotes"],
    ['an attribute without a value', '<a b></a>', 1, "the attribute 'b' has no value"],
    [
      'an attribute that is not closed',
      '<a b="c></a>',
      1,
      "the value of the attribute 'b' is not closed (it cannot hold '>')",
    ],
    [
      'an attribute with the end of a tag in it',
      '<a b="c>d"></a>',
      1,
      "the value of the attribute 'b' is not closed (it cannot hold '>')",
    ],
    ['an attribute that comes twice', '<a b="1" b="2"/>', 1, "the attribute 'b' is given twice"],
    ['attributes without space between them', '<a b="1"c="2"/>', 1, "'>' is missing at the end of <a"],
    ['a start that is not ended', '<a', 1, "'>' is missing at the end of <a"],
    ['an end that is not ended', '<a></a', 1, "'>' is missing at the end of </a"],
    ['a slash in the middle', '<a/{>', 1, "'>' is missing at the end of <a"],
  ])('%s', (_, text, line, message) => {
    expect(errorOf(text)).toMatchObject({ line, message })
  })
})

test('whatever the text, the reader gives elements or its own error', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '</',
    '/>',
    '<!',
    '!>',
    '-->',
    '<a>',
    '</a>',
    '<a b="',
    '"',
    "'",
    '=',
    '\\',
    ' ',
    '\n',
    'a',
    'é',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const lines = text.split('\n').length
      const error = errorOf(text)
      if (error === undefined) for (const { line } of readXml(text)) expect(line).toBeLessThanOrEqual(lines)
      else expect(error.line).toBeLessThanOrEqual(lines)
    }),
    { numRuns: 3000 },
  )
})

test('elements of any depth are read', () => {
  const depth = 200_000
  expect(readXml('<a>'.repeat(depth) + '</a>'.repeat(depth))).toHaveLength(1)
})

function errorOf(text: string): XmlError | undefined {
  try {
    readXml(text)
    return undefined
  } catch (cause) {
    if (cause instanceof XmlError) return cause
    throw cause
  }
}
