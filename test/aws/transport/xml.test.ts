import { expect, test } from 'vitest'
import { each, text } from '../../../src/aws/transport/xml.ts'

test.each([
  ['<a><Key>x</Key></a>', 'x'],
  ['<a><Key>a&amp;b &lt;&gt;&quot;&apos;</Key></a>', `a&b <>"'`],
  ['<a><Key>&#65;&#x42;&#x1F600;</Key></a>', 'AB\u{1F600}'],
  ['<a><Key>&amp;lt;</Key></a>', '&lt;'],
  ['<a><Key>&unknown;</Key></a>', '&unknown;'],
  ['<a><Key></Key></a>', ''],
  ['<a><Key/></a>', ''],
  ['<a><Keys>x</Keys></a>', undefined],
  ['<a><Key>cut off', undefined],
  ['', undefined],
])('%s holds %j', (xml, value) => expect(text(xml, 'Key')).toBe(value))

test('elements come in order, and one that is cut off is left out', () => {
  expect([...each('<l><C><K>1</K></C><C/><C><K>2</K></C><C><K>3', 'C')]).toEqual(['<K>1</K>', '<K>2</K>'])
})
