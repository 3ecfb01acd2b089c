import { expect, test } from 'vitest'
import { ObjectReader } from '../../src/pipeline/object-reader.ts'
import { findReading } from '../../src/sources/find-reading.ts'
import type { ObjectBody, ObjectSource } from '../../src/walker/types.ts'

const LIMIT = 1000
const JOB = {
  type: 'cloudtrail',
  bucket: 'b',
  key: 'k.json',
  trailPrefix: '',
  maxObjectBytes: LIMIT,
  writer: { debugLevel: 0 },
} as const

/** An object without records, and how its body is read. */
function objectOf(size: number) {
  const calls: string[] = []
  const body: ObjectBody = {
    size,
    async bytes() {
      calls.push('bytes')
      return new Uint8Array(Buffer.from('{"Records":[]}'.padEnd(size)))
    },
    async *chunks() {
      calls.push('chunks')
      try {
        yield new Uint8Array(1)
      } finally {
        calls.push('closed')
      }
    },
  }
  const source = { get: async () => body } as Partial<ObjectSource> as ObjectSource
  return { source, calls }
}

test.each([
  [LIMIT, undefined, ['bytes']],
  [LIMIT + 1, 'it expands to more than --max-object-bytes allows', ['chunks', 'closed']],
])(
  'of an object of %i bytes as stored, no more is held in memory than it may expand to',
  async (size, cause, calls) => {
    const object = objectOf(size)
    const reader = new ObjectReader(object.source, findReading({ type: 'cloudtrail' }))
    const { failure } = await reader.read(JOB)
    expect(failure?.cause).toBe(cause)
    expect(object.calls).toEqual(calls)
    await reader.close()
  },
)
