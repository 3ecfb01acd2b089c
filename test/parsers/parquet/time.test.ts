import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteSink } from '../../../src/byte-sink.ts'
import { TICKS, writeTimestamp } from '../../../src/parsers/parquet/time.ts'
import { datetimeText } from '../../../src/python/time.ts'

const FIRST_SECOND = -62_135_596_800n
const LAST_SECOND = 253_402_300_799n

test.each(Object.entries(TICKS))('a time in %s is that of exact integers, to the tick', (_, perSecond) => {
  const unit = BigInt(perSecond)
  // Python shows no nanoseconds.
  const ticksOfMicro = perSecond === TICKS.NANOS ? 1000n : 1n
  const near = fc.tuple(fc.bigInt(FIRST_SECOND + 1n, LAST_SECOND), fc.bigInt(-2n, 2n))
  const any = fc.tuple(fc.bigInt(FIRST_SECOND, LAST_SECOND - 1n), fc.bigInt(0n, (unit - 1n) / ticksOfMicro))
  fc.assert(
    fc.property(fc.oneof(near, any), ([second, more]) => {
      const ticks = second * unit + more * ticksOfMicro
      const rest = ((ticks % unit) + unit) % unit
      const micros = Number((rest * 1_000_000n) / unit)
      const out = new ByteSink(64)
      writeTimestamp(out, ticks, perSecond, '+00:00')
      const expected = datetimeText(Number((ticks - rest) / unit), micros, '+00:00')
      expect(out.slice().toString()).toBe(`"${expected}"`)
    }),
    { numRuns: 2000 },
  )
})
