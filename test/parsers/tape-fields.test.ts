import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonReader } from '../../src/json/reader.ts'
import { TapeFields } from '../../src/parsers/tape-fields.ts'
import { EventWriter } from '../../src/transform/event-writer.ts'
import { RowLayout } from '../../src/transform/row-event.ts'
import { datagrams } from '../transform/recorded.ts'

const reader = new JsonReader()
/** One for all rows, as when a file is read. */
const rows = new TapeFields('-')

const VALUES = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
)

function textOf(value: unknown): string {
  if (value === null) return '-'
  return typeof value === 'string' ? value : reader.tape.json(reader.document(Buffer.from(JSON.stringify(value))))
}

test('the values of a flat object become the texts of fields, and events as those of other rows', () => {
  fc.assert(
    fc.property(fc.array(VALUES, { minLength: 1, maxLength: 70 }), (values) => {
      const texts = values.map(textOf)
      const columns = values.map((_, at) => `c${at}`)
      const json = JSON.stringify(Object.fromEntries(values.map((value, at) => [`c${at}`, value])))
      const root = reader.document(Buffer.from(json))
      const fields = rows.read(reader.tape, root)
      expect(fields.texts()).toEqual(texts.map((text) => Buffer.from(text).toString()))
      const writer = new EventWriter({ debugLevel: 0 })
      writer.fields(new RowLayout({ columns }), fields)
      const [event = ''] = datagrams(writer.finish())
      const sent = JSON.parse(event.slice(event.indexOf('{'))).aws
      expect(Object.values(sent)).toEqual(texts)
    }),
  )
})
