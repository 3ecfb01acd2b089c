import fc from 'fast-check'

/** A document in some spelling, and how Python's `json.dumps(json.loads(text))` writes it. */
export interface Document {
  readonly text: string
  readonly python: string
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t ', '\r\n')

/** One UTF-16 code unit or pair in one of the spellings that JSON allows. */
const character: fc.Arbitrary<Document> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
      fc.constantFrom(0, 8, 9, 10, 12, 13, 0x1f, 0x22, 0x2f, 0x5c, 0x7f, 0x80, 0xff, 0x7ff, 0x800, 0xffff, 0x10ffff),
      fc.integer({ min: 0x80, max: 0xd7ff }),
      fc.integer({ min: 0xd800, max: 0xdfff }),
      fc.integer({ min: 0x10000, max: 0x10ffff }),
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([point, isEscaped, isUpper]) => {
    const units = String.fromCodePoint(point)
    const hex = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    const escapes = units.split('').map(hex).join('')
    const shorts: Record<string, string> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }
    shorts['"'] = '\\"'
    shorts['\\'] = '\\\\'
    const python = shorts[units] ?? (point >= 0x20 && point < 0x7f ? units : escapes)
    const mustEscape = point < 0x20 || units === '"' || units === '\\' || (point >= 0xd800 && point < 0xe000)
    if (!mustEscape && !isEscaped) return { text: units, python }
    const spelled = isUpper ? escapes.replace(/[0-9a-f]{4}/g, (digits) => digits.toUpperCase()) : escapes
    return { text: isUpper ? (shorts[units] ?? spelled) : spelled, python }
  })

const string: fc.Arbitrary<Document> = fc.array(character, { maxLength: 20 }).map((characters) => ({
  text: `"${characters.map(({ text }) => text).join('')}"`,
  python: `"${characters.map(({ python }) => python).join('')}"`,
}))

const integer: fc.Arbitrary<Document> = fc
  .bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
  .map((value) => ({ text: String(value), python: String(value) }))

/** Digits and exponent of the shortest decimal, put together again by the rules of Python's documentation. */
function pythonFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential())
  const [, sign, first, rest = '', exponent] = parts ?? []
  const digits = `${first}${rest}`
  const point = Number(exponent) + 1
  if (point > 16 || point < -3) {
    const power = Math.abs(point - 1)
    return `${sign}${first}${rest && `.${rest}`}e${point > 0 ? '+' : '-'}${power < 10 ? `0${power}` : power}`
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  const padded = digits.padEnd(point, '0')
  return `${sign}${padded.slice(0, point)}.${padded.slice(point) || '0'}`
}

const float: fc.Arbitrary<Document> = fc
  .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
  .map(([value, isUpper]) => {
    const text = Object.is(value, -0) ? '-0e0' : value.toExponential()
    return { text: isUpper ? text.toUpperCase() : text, python: pythonFloat(value) }
  })

const word: fc.Arbitrary<Document> = fc
  .constantFrom('null', 'true', 'false', 'NaN', 'Infinity', '-Infinity')
  .map((text) => ({ text, python: text }))

const { value } = fc.letrec<{ value: Document; list: Document; object: Document }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, string, integer, float, word, tie('list'), tie('object')),
  list: fc.tuple(fc.array(tie('value'), { maxLength: 5 }), space, space).map(([elements, before, after]) => ({
    text: `[${before}${elements.map(({ text }) => text).join(`${after},${before}`)}${after}]`,
    python: `[${elements.map(({ python }) => python).join(', ')}]`,
  })),
  object: fc
    .tuple(fc.array(fc.tuple(string, tie('value')), { maxLength: 6 }), space, space, fc.boolean())
    .map(([members, before, after, isRepeated]) => {
      const all = isRepeated && members.length > 1 ? [...members, [members[0]![0], members[1]![1]] as const] : members
      const last = new Map(all.map(([key, member]) => [key.python, member.python]))
      return {
        text: `{${before}${all.map(([key, member]) => `${key.text}${after}:${before}${member.text}`).join(`${after},${before}`)}${after}}`,
        python: `{${Array.from(last, ([key, member]) => `${key}: ${member}`).join(', ')}}`,
      }
    }),
}))

/** Documents of all shapes and spellings. */
export const documents: fc.Arbitrary<Document> = fc
  .tuple(space, value, space)
  .map(([before, { text, python }, after]) => ({ text: before + text + after, python }))
