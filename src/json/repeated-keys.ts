import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import * as layout from './scan-layout.ts'
import type { JsonTape, Node } from './tape.ts'

const { WIDTH, END, EXTRA, META, KIND_BITS, ARRAY } = layout
const COLON_SPACE = ': '
const COMMA_SPACE = ', '
const CLOSE_BRACE = '}'

/** Members of an object whose hashes are compared before their names. */
const MAX_HASHED = 2 ** 18
/** Places that are tried for a hash: names can be chosen so that very many share one. */
const MAX_TRIES = 32
/** The names of so many members fit a worker's heap. */
const MAX_MEMBERS = 500_000

/**
 * Gives each key of the object that was read last its first position and its last value, as Python does. A scan stops
 * after an object that seems to have a repeated key.
 *
 * @throws ReadFailure if the object has very many members
 */
export function removeRepeatedKeys(tape: JsonTape): void {
  const object: Node = tape.memory.state[layout.REPEATED] as number
  if (differ(tape, object)) return
  const members = new Map<string, readonly [key: Node, value: Node]>()
  let count = 0
  for (const [key, value] of tape.members(object)) {
    const name = tape.json(key)
    members.set(name, [members.get(name)?.[0] ?? key, value])
    if (++count > MAX_MEMBERS) throw new ReadFailure('parse', messages.tooManyMembers(MAX_MEMBERS))
  }
  if (members.size < count) rewrite(tape, object, [...members.values()])
}

/** @returns true if all keys differ, as in tables of many columns, row after row; false: that is not certain */
function differ(tape: JsonTape, object: Node): boolean {
  const first = tape.first(object)
  const last = tape.last(object)
  let count = 0
  for (let key = first; key < last; key = tape.after(key + WIDTH)) count++
  if (count > MAX_HASHED) return false
  const bits = 33 - Math.clz32(count)
  const mask = 2 ** bits - 1
  // No key is the first node of a tape.
  const keys = new Int32Array(mask + 1)
  for (let key = first; key < last; key = tape.after(key + WIDTH)) {
    let place = tape.hash(key) >>> (32 - bits)
    for (let tries = 0; keys[place] !== 0; tries++) {
      if (tries > MAX_TRIES || areEqual(tape, keys[place] as Node, key)) return false
      place = (place + 1) & mask
    }
    keys[place] = key
  }
  return true
}

function areEqual(tape: JsonTape, left: Node, right: Node): boolean {
  if (tape.hash(left) !== tape.hash(right)) return false
  const { text } = tape
  return text.compare(text, tape.start(left), tape.end(left), tape.start(right), tape.end(right)) === 0
}

/** Writes an object, which is the last value on the tape, again with some of its members. */
function rewrite(tape: JsonTape, object: Node, members: readonly (readonly [key: Node, value: Node])[]): void {
  const { state, text, nodes } = tape.memory
  // Copies only this object: the tape may hold very many.
  const textStart = tape.start(object)
  const oldText = Buffer.from(text.subarray(textStart, state[layout.TO]))
  const oldNodes = nodes.slice(object, state[layout.COUNT])
  let to = textStart + 1
  let node = object + WIDTH
  const write = (json: string) => {
    to += text.write(json, to, 'latin1')
  }
  const move = (from: Node) => {
    const first = from - object
    const isContainer = ((oldNodes[first + META] as number) & KIND_BITS) >= ARRAY
    const after = isContainer ? (oldNodes[first + EXTRA] as number) - object : first + WIDTH
    const start = oldNodes[first] as number
    const shift = to - start
    to += oldText.copy(text, to, start - textStart, (oldNodes[first + END] as number) - textStart)
    const nodeShift = node - from
    for (let at = first; at < after; at += WIDTH, node += WIDTH) {
      const meta = oldNodes[at + META] as number
      const extra = oldNodes[at + EXTRA] as number
      nodes[node] = (oldNodes[at] as number) + shift
      nodes[node + END] = (oldNodes[at + END] as number) + shift
      nodes[node + EXTRA] = (meta & KIND_BITS) >= ARRAY ? extra + nodeShift : extra
      nodes[node + META] = meta
    }
  }
  members.forEach(([key, value], at) => {
    if (at > 0) write(COMMA_SPACE)
    move(key)
    write(COLON_SPACE)
    move(value)
  })
  write(CLOSE_BRACE)
  nodes[object + END] = to
  nodes[object + EXTRA] = node
  state[layout.TO] = to
  state[layout.COUNT] = node
}
