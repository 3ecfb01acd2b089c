import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_DATAGRAM } from '../../src/emit/types.ts'
import { EventWriter } from '../../src/transform/event-writer.ts'
import { datagrams, only, parse, parseObject } from './recorded.ts'

function send(event: string) {
  const events = new EventWriter({ object: { logFile: 'the/key', bucket: 'b' }, debugLevel: 1 })
  events.object(parseObject(event), { source: 'src' })
  return events.finish()
}

describe('an event that is too long', () => {
  test('loses the end of its longest text, and tells how much', () => {
    const batch = send(`{"short": "${'s'.repeat(500)}", "long": "${'x'.repeat(70_000)}"}`)
    const message = only(batch)
    const [, kept = '', missing] = /"long": "(x+)\\u2026\[truncated (\d+) bytes\]"/.exec(message) ?? []
    expect(message.length).toBeLessThanOrEqual(MAX_DATAGRAM)
    expect(message.length).toBeGreaterThan(MAX_DATAGRAM - 20)
    expect(kept.length + Number(missing)).toBe(70_000)
    expect(message).toContain('s'.repeat(500))
    expect(batch.lines).toEqual([
      { before: 0, level: 1, text: 'Event size exceeds the maximum allowed limit of 65535 bytes. the/key' },
    ])
  })

  test('of 65,535 bytes is left alone, of one more is not', () => {
    const size = (length: number) => send(`{"a": "${'x'.repeat(length)}"}`)
    const rest = only(size(0)).length
    expect(size(MAX_DATAGRAM - rest).lines).toEqual([])
    expect(size(MAX_DATAGRAM - rest + 1).lines).toHaveLength(1)
  })

  test('is left out when its texts are not what is long', () => {
    const batch = send(`{"numbers": [${'1,'.repeat(40_000)}1]}`)
    expect([batch.ends.length, batch.failed]).toEqual([0, 1])
    expect(batch.lines).toEqual([{ before: 0, level: 'warning', text: expect.stringContaining('the/key') }])
  })

  test('fits and stays JSON whatever its texts are', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(texts, (parts) => {
        const members = parts.map(
          (part, at) => `"m${at}": ${JSON.stringify(part.repeat(Math.ceil(80_000 / part.length)))}`,
        )
        const message = only(send(`{${members.join(', ')}}`))
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(MAX_DATAGRAM)
        expect(() => parse(message.slice('1:Wazuh-AWS:'.length))).not.toThrow()
        expect(message.match(/truncated/g)).toHaveLength(parts.length)
      }),
      { numRuns: 10 },
    )
  })
})

test('a text that is too long loses its end', () => {
  const events = new EventWriter({ debugLevel: 0 })
  events.message('é'.repeat(40_000))
  events.message(`{"a": "${'x'.repeat(70_000)}"}`)
  const batch = events.finish()
  const [text = '', json] = datagrams(batch)
  expect(text).toMatch(/^1:Wazuh-AWS:é+…\[truncated \d+ bytes\]$/)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_DATAGRAM)
  expect(json).toMatch(/x\\u2026\[truncated \d+ bytes\]"\}$/)
  expect(batch.failed).toBe(0)
})

test.each([
  ['other letters', JSON.stringify({ a: 'é'.repeat(40_000), b: 1 })],
  ['no white space', `{"a":"${'x'.repeat(5_000)}","list":[${'"y",'.repeat(15_500)}"y"]}`],
])('a JSON message of %s fits as it is written anew', (_, message) => {
  const events = new EventWriter({ debugLevel: 0 })
  events.message(message)
  const batch = events.finish()
  for (const datagram of datagrams(batch)) expect(Buffer.byteLength(datagram)).toBeLessThanOrEqual(MAX_DATAGRAM)
  expect(batch.lines).toHaveLength(1)
})

test('a JSON message that white space makes long only loses that', () => {
  const events = new EventWriter({ debugLevel: 0 })
  events.message(`{"a":${' '.repeat(70_000)}1}`)
  expect(datagrams(events.finish())).toEqual(['1:Wazuh-AWS:{"a": 1}'])
})
