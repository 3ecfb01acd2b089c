import { describe, expect, test } from 'vitest'
import { listingPrefix, matchesAny, namePattern, needsReading } from '../../../src/services/logs/streams.ts'

const MINUTE = 60_000
const NOW = 1_000 * MINUTE

describe('whether a stream is read', () => {
  const stream = (lastEventTime?: number, lastIngestionTime?: number) => ({
    name: 's',
    ...(lastEventTime !== undefined && { lastEventTime }),
    ...(lastIngestionTime !== undefined && { lastIngestionTime }),
  })
  test.each([
    ['an event after the start', stream(500 * MINUTE), [{ from: 500 * MINUTE }], undefined, true],
    ['all events before the start, long ago', stream(500 * MINUTE - 1), [{ from: 500 * MINUTE }], undefined, false],
    ['written to a minute ago', stream(NOW - MINUTE), [{ from: NOW }], undefined, true],
    ['written to an hour ago', stream(NOW - 60 * MINUTE), [{ from: NOW }], undefined, false],
    ['no events shown', stream(), [{ from: NOW }], undefined, true],
    ['something received since', stream(100, 301), [{ from: 500 }], 300, true],
    ['nothing received since', stream(100, 300), [{ from: 500 }], 300, false],
    ['not known what was received', stream(100, 301), [{ from: 500 }], undefined, false],
    ['an older stretch to read', stream(100), [{ from: 50, to: 80 }, { from: 500 }], 300, true],
    ['an older stretch alone', stream(100), [{ from: 150, to: 180 }], 300, true],
  ])('%s: %#', (_, listed, windows, ingested, expected) => {
    expect(needsReading(listed, windows, ingested, NOW)).toBe(expected)
  })
})

describe('names of streams', () => {
  test.each([
    [['web'], 'web', true],
    [['web'], 'web-1', false],
    [['web*'], 'web-1', true],
    [['*'], 'anything', true],
    [['a', 'web*'], 'web-1', true],
    [['a', 'b*'], 'c', false],
    [[], 'anything', true],
  ])('%j: %s', (patterns, name, expected) => {
    expect(matchesAny(name, patterns.map(namePattern))).toBe(expected)
  })

  test.each([
    [['web'], 'web'],
    [['web*'], 'web'],
    [['a', 'web*'], undefined],
    [[], undefined],
  ])('list %j by the prefix %j', (patterns, prefix) => {
    expect(listingPrefix(patterns.map(namePattern))).toBe(prefix)
  })
})
