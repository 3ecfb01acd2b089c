import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import { RepeatedKeys } from './duplicates.ts'
import { notJson } from './failure.ts'
import { readNumber } from './number.ts'
import { restOfString } from './rest-of-string.ts'
import { skipSpace } from './space.ts'
import { EXTRA, type JsonTape, Kind, META, NONE, type Node, SLACK, Trait, WIDTH } from './tape.ts'
import { QUOTE } from './text.ts'
import { bytesBefore, oddBytes } from './word.ts'
import { readWord } from './words.ts'

/** Python gives up at about this depth. */
const MAX_DEPTH = 990

const SPACE = 0x20
const COMMA = 0x2c
const MINUS = 0x2d
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const NOTHING = Buffer.alloc(0)

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
  /** The innermost container that is open. While it is, its node tells the one around it. */
  private holder: Node = NONE
  /** The byte that ends it, 0 when there is none. */
  private closer = 0
  private depth = 0

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
    this.at = skipSpace(source, from)
    this.holder = NONE
    this.closer = 0
    this.depth = 0
    this.tape.reserve(2 * (source.length - from) + SLACK)
    const node = this.tape.count
    this.values()
    this.source = NOTHING
    return node
  }

  /**
   * Reads until the value that starts here is complete. One loop, with its state in variables: this is where the
   * time of a run goes. Strings are read here, four bytes at a time (what is written too far is written over); all
   * else elsewhere.
   */
  private values(): void {
    const { source, tape } = this
    const end = source.length
    const wide = end - 3
    const input = new DataView(source.buffer, source.byteOffset, end)
    let { text, view: output, length: to } = tape
    let { at } = this
    let isKey = false
    for (;;) {
      let byte = source[at] as number
      if (byte === QUOTE) {
        const start = to
        let marks = 0
        text[to++] = QUOTE
        for (at++; at < wide; at += 4, to += 4) {
          const word = input.getInt32(at, true)
          output.setInt32(to, word, true)
          marks = oddBytes(word)
          if (marks !== 0) break
        }
        const plain = bytesBefore(marks)
        at += plain
        to += plain
        if (marks !== 0 && source[at] === QUOTE) {
          text[to++] = QUOTE
          at++
        } else {
          at = restOfString(tape, source, at, to)
          ;({ text, view: output, length: to } = tape)
        }
        tape.add(start, to, 0, Kind.string)
        if (isKey) {
          if (source[at] !== COLON) at = this.findColon(at)
          text[to] = COLON
          text[to + 1] = SPACE
          to += 2
          if ((source[++at] as number) <= SPACE) at = skipSpace(source, at)
          isKey = false
          continue
        }
      } else {
        this.at = at
        tape.length = to
        const isOpen = this.other(byte, isKey)
        at = this.at
        ;({ text, view: output, length: to } = tape)
        if (isOpen) {
          isKey = byte === OPEN_OBJECT
          continue
        }
      }
      byte = at < end ? (source[at] as number) : 0
      if (byte !== COMMA || this.holder === NONE) {
        this.at = at
        tape.length = to
        if (!this.closeAll()) return
        at = this.at
        to = tape.length
      }
      text[to] = COMMA
      text[to + 1] = SPACE
      to += 2
      if ((source[++at] as number) <= SPACE) at = skipSpace(source, at)
      isKey = this.closer === CLOSE_OBJECT
    }
  }

  private findColon(from: number): number {
    this.at = skipSpace(this.source, from)
    if (this.source[this.at] !== COLON) throw this.fail(messages.colonExpected())
    return this.at
  }

  /** Reads what is no string; whether it is a container that is not yet complete. */
  private other(byte: number, isKey: boolean): boolean {
    if (isKey) throw this.fail(messages.nameExpected())
    if (byte === OPEN_OBJECT) return this.open(byte, CLOSE_OBJECT, Kind.object)
    if (byte === OPEN_LIST) return this.open(byte, CLOSE_LIST, Kind.array)
    if (isDigit(byte) || (byte === MINUS && isDigit(this.source[this.at + 1] as number))) {
      this.at = readNumber(this.tape, this.source, this.at)
    } else {
      this.at = readWord(this.tape, this.source, this.at)
      this.mark(this.tape.nodes[this.tape.count - WIDTH + META] as number)
    }
    return false
  }

  private open(byte: number, closer: number, kind: Kind): boolean {
    if (this.depth >= MAX_DEPTH) throw new ReadFailure('unknown', messages.tooDeep(MAX_DEPTH))
    const { tape, source } = this
    const node = tape.count
    tape.add(tape.length, 0, this.holder, kind)
    tape.text[tape.length++] = byte
    this.at = skipSpace(source, this.at + 1)
    if (source[this.at] === closer) {
      this.at++
      tape.text[tape.length++] = closer
      tape.close(node, Trait.none)
      return false
    }
    this.depth++
    this.holder = node
    this.closer = closer
    return true
  }

  /** Completes the containers that end here; false: all are complete. */
  private closeAll(): boolean {
    const { source } = this
    while (this.holder !== NONE) {
      this.at = skipSpace(source, this.at)
      const byte = source[this.at]
      if (byte === COMMA) return true
      if (byte !== this.closer) throw this.fail(messages.commaExpected())
      this.at++
      this.close(this.holder)
    }
    return false
  }

  /** Completes the innermost container. */
  private close(node: Node): void {
    const { tape } = this
    tape.text[tape.length++] = this.closer
    const isObject = this.closer === CLOSE_OBJECT
    this.holder = tape.nodes[node + EXTRA] as number
    this.depth--
    this.closer = this.holder === NONE ? 0 : tape.kind(this.holder) === Kind.object ? CLOSE_OBJECT : CLOSE_LIST
    const isSingle = !isObject && tape.behind(node + WIDTH) === tape.count
    tape.close(node, isSingle ? Trait.single : Trait.none)
    if (isObject && this.repeated.any(node)) this.readAgain(node)
    this.mark(tape.nodes[node + META] as number)
  }

  /** Tells the object around a value about the traits that keep it from being copied as it is. */
  private mark(meta: number): void {
    if (meta >= Trait.null && this.closer === CLOSE_OBJECT)
      this.tape.nodes[this.holder + META] = (this.tape.nodes[this.holder + META] as number) | Trait.uneven
  }

  /** Reads an object with repeated keys anew: each key once, in its first place with its last value. */
  private readAgain(node: Node): void {
    const { source, at, holder, closer, depth } = this
    this.source = this.repeated.remove(node)
    this.at = 0
    this.holder = NONE
    this.values()
    this.source = source
    this.at = at
    this.holder = holder
    this.closer = closer
    this.depth = depth
  }

  private fail(what: string): ReadFailure {
    return notJson(what, this.source, this.at)
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
