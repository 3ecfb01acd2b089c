import { gunzipSync, inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bodyOf } from './bodies.ts'
import type { CaseObject } from './case.ts'
import { readPending } from './pending.ts'
import { Placeholders } from './placeholders.ts'

const same = (text: string) => text

describe('bodies', () => {
  const body = (object: Omit<CaseObject, 'key'>, n = 0) => bodyOf({ key: 'k', ...object }, same, n)

  test('are documents, texts or bytes', () => {
    expect(body({ json: '{"n": "%n%"}' }, 7).toString()).toBe('{"n": "0007"}')
    expect(body({ text: 'é' })).toEqual(Buffer.from('é'))
    expect(body({ text: 'é', charset: 'latin-1' })).toEqual(Buffer.from([0xe9]))
    expect(body({ base64: 'AAH/' })).toEqual(Buffer.from([0, 1, 255]))
  })

  test('are gzipped, whole, in members or cut off', () => {
    const text = 'first line\nsecond line\nthird line\n'
    expect(gunzipSync(body({ text, pack: 'gzip' })).toString()).toBe(text)
    const members = body({ text, pack: 'gzip-members' })
    expect(gunzipSync(members).toString()).toBe(text)
    expect(members.lastIndexOf(Buffer.from([0x1f, 0x8b, 8]))).toBeGreaterThan(0)
    expect(() => gunzipSync(body({ text, pack: 'gzip-truncated' }))).toThrow()
  })

  test('are zipped', () => {
    const archive = body({ text: 'hello', pack: 'zip' })
    expect(archive.toString('latin1', 0, 4)).toBe('PK\x03\x04')
    const [nameLength, packedLength] = [archive.readUInt16LE(26), archive.readUInt32LE(18)]
    const packed = archive.subarray(30 + nameLength, 30 + nameLength + packedLength)
    expect(inflateRawSync(packed).toString()).toBe('hello')
  })
})

describe('placeholders', () => {
  test('become dates and dates become placeholders', () => {
    const placeholders = new Placeholders(new Date('2024-03-01T12:00:00Z'))
    placeholders.add('/tmp/x', '{home}')
    expect(placeholders.fill('{{date:-1:%Y/%m/%d}} {{date:0:%Y-%b-%d}}')).toBe('2024/02/29 2024-Mar-01')
    const seen = { '/tmp/x/2024/02/29': ['2024-Mar-01', 5, null] }
    expect(placeholders.unfill(seen)).toEqual({ '{home}/{{date:-1:%Y/%m/%d}}': ['{{date:0:%Y-%b-%d}}', 5, null] })
  })

  test('know their formats', () => {
    expect(() => new Placeholders(new Date()).fill('{{date:0:%j}}')).toThrow('%j')
  })
})

test('the pending list gives each case its reason', () => {
  const text = '\n# none yet\na\nb # slow\n\n# other\nc\n'
  expect([...readPending(text)]).toEqual([
    ['a', 'none yet'],
    ['b', 'slow'],
    ['c', 'other'],
  ])
})
