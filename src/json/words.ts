import * as messages from '../messages/json.ts'
import { notJson } from './failure.ts'
import { type JsonTape, Kind, Trait } from './tape.ts'

/** Words that are values, by their first byte. */
const WORDS = new Map<number, readonly [word: Buffer, meta: number]>(
  (
    [
      ['null', Kind.null | Trait.null],
      ['true', Kind.true],
      ['false', Kind.false],
      ['NaN', Kind.float],
      ['Infinity', Kind.float],
      ['-Infinity', Kind.float],
    ] as const
  ).map(([word, meta]) => [word.charCodeAt(0), [Buffer.from(word), meta]]),
)

/**
 * Reads a word such as `null` into a tape.
 *
 * @returns where `source` goes on behind it
 */
export function readWord(tape: JsonTape, source: Buffer, at: number): number {
  const byte = source[at] ?? 0
  const found = WORDS.get(byte)
  if (!found) throw notJson(byte === 0xef ? messages.byteOrderMark() : messages.valueExpected(), source, at)
  const [word, meta] = found
  const start = tape.length
  for (const [letter, expected] of word.entries()) {
    if (source[at + letter] !== expected) throw notJson(messages.valueExpected(), source, at)
    tape.text[tape.length++] = expected
  }
  tape.add(start, tape.length, 0, meta)
  return at + word.length
}
