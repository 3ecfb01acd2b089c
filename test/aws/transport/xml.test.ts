import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseXml, textOf, XmlError } from '../../../src/aws/transport/xml.ts'

const keyIn = (xml: string) => textOf(parseXml(xml), 'Key')

test.each([
  ['<a><Key>x</Key></a>', 'x'],
  ['<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="http://x/>"><Key>x</Key>\n</a>\n', 'x'],
  ['<a><Key>a&amp;b &lt;&gt;&quot;&apos;</Key></a>', `a&b <>"'`],
  ['<a><Key>&#65;&#x42;&#x1F600;</Key></a>', 'AB\u{1F600}'],
  ['<a><Key>&amp;lt;</Key></a>', '&lt;'],
  ['<a><!-- <Key>y</Key> --><Key><![CDATA[<b>&]]></Key></a>', '<b>&'],
  ['<a><Key></Key></a>', ''],
  ['<a><Key/></a>', ''],
  ['<a><Key a="1" b=\'>\' /></a>', ''],
  ['<a><Keys>x</Keys></a>', undefined],
  ['<a><b><Key>inner</Key></b></a>', undefined],
])('%s holds %j', (xml, value) => expect(keyIn(xml)).toBe(value))

test.each([
  ['', undefined],
  ['text', undefined],
  ['<!DOCTYPE html><html></html>', undefined],
  ['<a><Key>cut off', 'a'],
  ['<a><Key>x</Key>', 'a'],
  ['<a><Key>x</a></Key>', 'a'],
  ['<a></a><b></b>', 'a'],
  ['<a></a>text', 'a'],
  ['<a><b c></b></a>', 'a'],
  ['<a><b></a>', 'a'],
  ['<a>'.repeat(200) + '</a>'.repeat(200), 'a'],
])('%s is no document, and its root is %j', (xml, root) => {
  expect(() => parseXml(xml)).toThrow(expect.objectContaining({ name: 'XmlError', root }))
})

test('an entity that XML does not have, or that does not end, is an error', () => {
  for (const text of ['&nbsp;', '& ', '&amp', '&#x110000;'])
    expect(() => keyIn(`<a><Key>${text}</Key></a>`)).toThrow(XmlError)
})

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const written = (text: string) => text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? '')

test('every text survives, and no part of a document is one', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), fc.nat(), (texts, at) => {
      const xml = `<l>${texts.map((text) => `<K>${written(text)}</K>`).join('')}</l>`
      expect(parseXml(xml).children.map(({ text }) => text)).toEqual(texts)
      expect(() => parseXml(xml.slice(0, at % xml.length))).toThrow(XmlError)
    }),
  )
})
