import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import { RepeatedKeys } from './duplicates.ts'
import { notJson } from './failure.ts'
import { hashOf } from './key.ts'
import { readNumber } from './number.ts'
import { restOfString } from './rest-of-string.ts'
import { type JsonTape, Kind, type Node, SLACK, Trait } from './tape.ts'
import { PLAIN, QUOTE } from './text.ts'

/** Python gives up at about this depth. */
const MAX_DEPTH = 990

const COMMA = 0x2c
const MINUS = 0x2d
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const SPACE = 0x20
const NOTHING = Buffer.alloc(0)

/** Words that are values, by their first byte. */
const WORDS = new Map<number, readonly [word: Buffer, kind: Kind, trait: number]>(
  (
    [
      ['null', Kind.null, Trait.null],
      ['true', Kind.true, Trait.none],
      ['false', Kind.false, Trait.none],
      ['NaN', Kind.float, Trait.none],
      ['Infinity', Kind.float, Trait.none],
      ['-Infinity', Kind.float, Trait.none],
    ] as const
  ).map(([word, kind, trait]) => [word.charCodeAt(0), [Buffer.from(word), kind, trait]]),
)

/**
 * Reads JSON of UTF-8 bytes into a tape, accepting what Python's `json.loads` accepts. In one pass it checks, rewrites
 * and notes where each value lies. There is always room for twice the bytes that are left: only escapes, characters
 * beyond ASCII and floats can take more, and ask.
 */
export class Tokenizer {
  /** The byte behind what was read last. */
  at = 0
  private readonly tape: JsonTape
  private readonly repeated: RepeatedKeys
  private source: Buffer = NOTHING
  private end = 0

  constructor(tape: JsonTape) {
    this.tape = tape
    this.repeated = new RepeatedKeys(tape)
  }

  /**
   * Reads one value.
   *
   * @param from where to start; white space is passed over
   * @throws ReadFailure `parse` for what is no JSON, `unknown` for what is nested too deep
   */
  read(source: Buffer, from: number): Node {
    this.source = source
    this.end = source.length
    this.at = from
    this.tape.reserve(2 * (source.length - from) + SLACK)
    const node = this.tape.count
    this.peek()
    this.value(0)
    this.source = NOTHING
    return node
  }

  /** Passes over white space; the byte that follows, 0 at the end. */
  private peek(): number {
    const { source, end } = this
    let { at } = this
    while (at < end) {
      const byte = source[at]!
      if (byte > SPACE || (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
        this.at = at
        return byte
      }
      at++
    }
    this.at = at
    return 0
  }

  /** Reads the value that starts here; its traits. */
  private value(depth: number): number {
    const byte = this.at < this.end ? this.source[this.at]! : 0
    if (byte === QUOTE) {
      this.string()
      return Trait.none
    }
    if (byte === OPEN_OBJECT) return this.object(depth + 1)
    if (byte === OPEN_LIST) return this.list(depth + 1)
    if (isDigit(byte) || (byte === MINUS && isDigit(this.source[this.at + 1]!))) {
      this.at = readNumber(this.tape, this.source, this.at)
      return Trait.none
    }
    return this.word(byte)
  }

  private object(depth: number): number {
    const { tape } = this
    const node = this.open(OPEN_OBJECT, Kind.object, depth)
    let traits = 0
    let members = 0
    let byte = this.peek()
    while (byte !== CLOSE_OBJECT) {
      if (byte !== QUOTE) throw this.fail(messages.nameExpected())
      this.key()
      if (this.peek() !== COLON) throw this.fail(messages.colonExpected())
      this.separate(COLON)
      traits |= this.value(depth)
      members++
      byte = this.peek()
      if (byte === COMMA) {
        byte = this.separate(COMMA)
        if (byte === CLOSE_OBJECT) throw this.fail(messages.nameExpected())
      } else if (byte !== CLOSE_OBJECT) throw this.fail(messages.commaExpected())
    }
    this.at++
    tape.text[tape.length++] = CLOSE_OBJECT
    const trait = traits === 0 ? Trait.none : Trait.uneven
    tape.close(node, trait)
    if (members > 1 && this.repeated.any(node, members)) return this.readAgain(node, depth)
    return trait
  }

  private list(depth: number): number {
    const { tape } = this
    const node = this.open(OPEN_LIST, Kind.array, depth)
    let elements = 0
    let byte = this.peek()
    while (byte !== CLOSE_LIST) {
      this.value(depth)
      elements++
      byte = this.peek()
      if (byte === COMMA) {
        if (this.separate(COMMA) === CLOSE_LIST) throw this.fail(messages.valueExpected())
      } else if (byte !== CLOSE_LIST) throw this.fail(messages.commaExpected())
    }
    this.at++
    tape.text[tape.length++] = CLOSE_LIST
    const trait = elements === 1 ? Trait.single : Trait.none
    tape.close(node, trait)
    return trait
  }

  private open(byte: number, kind: Kind, depth: number): Node {
    if (depth > MAX_DEPTH) throw new ReadFailure('unknown', messages.tooDeep(MAX_DEPTH))
    const { tape } = this
    const node = tape.count
    tape.add(tape.length, 0, 0, kind)
    tape.text[tape.length++] = byte
    this.at++
    return node
  }

  /** Writes a colon or comma and a space; the byte that follows. */
  private separate(byte: number): number {
    const { tape } = this
    tape.text[tape.length] = byte
    tape.text[tape.length + 1] = SPACE
    tape.length += 2
    this.at++
    return this.peek()
  }

  private key(): void {
    const { source, end, tape } = this
    const { text, length } = tape
    let from = this.at + 1
    let to = length + 1
    let byte = 0
    let hash = 0
    text[length] = QUOTE
    while (from < end && PLAIN[(byte = source[from]!)] === 1) {
      hash = (Math.imul(hash, 31) + byte) | 0
      text[to++] = byte
      from++
    }
    if (from < end && byte === QUOTE) {
      text[to++] = QUOTE
      tape.length = to
      this.at = from + 1
    } else {
      this.at = restOfString(tape, source, from, to)
      hash = hashOf(tape.text, length, tape.length)
    }
    tape.add(length, tape.length, hash, Kind.string)
  }

  private string(): void {
    const { source, end, tape } = this
    const { text, length } = tape
    let from = this.at + 1
    let to = length + 1
    let byte = 0
    text[length] = QUOTE
    while (from < end && PLAIN[(byte = source[from]!)] === 1) {
      text[to++] = byte
      from++
    }
    if (from < end && byte === QUOTE) {
      text[to++] = QUOTE
      tape.length = to
      this.at = from + 1
    } else this.at = restOfString(tape, source, from, to)
    tape.add(length, tape.length, 0, Kind.string)
  }

  /** Reads a word such as `null`, the first byte of which is given. */
  private word(byte: number): number {
    const found = WORDS.get(byte)
    if (!found) throw this.fail(byte === 0xef ? messages.byteOrderMark() : messages.valueExpected())
    const [word, kind, trait] = found
    const behind = this.at + word.length
    if (behind > this.end || this.source.compare(word, 0, word.length, this.at, behind) !== 0) {
      throw this.fail(messages.valueExpected())
    }
    const { tape } = this
    const start = tape.length
    word.copy(tape.text, start)
    tape.length = start + word.length
    tape.add(start, tape.length, 0, kind | trait)
    this.at = behind
    return trait
  }

  /** Reads an object with repeated keys anew: each key once, in its first place with its last value. */
  private readAgain(node: Node, depth: number): number {
    const { source, end, at } = this
    this.source = this.repeated.remove(node)
    this.end = this.source.length
    this.at = 0
    const trait = this.object(depth)
    this.source = source
    this.end = end
    this.at = at
    return trait
  }

  private fail(what: string): ReadFailure {
    return notJson(what, this.source, this.at)
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
