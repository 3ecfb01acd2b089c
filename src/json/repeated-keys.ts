import * as layout from './scan-layout.ts'
import type { JsonTape, Node } from './tape.ts'

const { WIDTH, END, EXTRA, META, KIND_BITS, ARRAY } = layout
const COLON_SPACE = ': '
const COMMA_SPACE = ', '
const CLOSE_OBJECT = '}'

/**
 * Gives each key of the object that was read last its first place and its last value, as Python does. A scan stops
 * behind an object that seems to have a key twice.
 */
export function removeRepeatedKeys(tape: JsonTape): void {
  const object: Node = tape.memory.state[layout.REPEATED] as number
  const members = new Map<string, readonly [key: Node, value: Node]>()
  let count = 0
  for (const [key, value] of tape.members(object)) {
    const name = tape.json(key)
    members.set(name, [members.get(name)?.[0] ?? key, value])
    count++
  }
  if (members.size < count) rewrite(tape, object, [...members.values()])
}

/** Writes an object, the last thing on the tape, with some of its members. */
function rewrite(tape: JsonTape, object: Node, members: readonly (readonly [key: Node, value: Node])[]): void {
  const { state, text, nodes } = tape.memory
  const oldText = Buffer.from(text.subarray(0, state[layout.TO]))
  const oldNodes = nodes.slice(0, state[layout.COUNT])
  let to = tape.start(object) + 1
  let node = object + WIDTH
  const write = (json: string) => {
    to += text.write(json, to, 'latin1')
  }
  const move = (from: Node) => {
    const isContainer = ((oldNodes[from + META] as number) & KIND_BITS) >= ARRAY
    const behind = isContainer ? (oldNodes[from + EXTRA] as number) : from + WIDTH
    const start = oldNodes[from] as number
    const shift = to - start
    to += oldText.copy(text, to, start, oldNodes[from + END])
    const nodeShift = node - from
    for (let at = from; at < behind; at += WIDTH, node += WIDTH) {
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
  write(CLOSE_OBJECT)
  nodes[object + END] = to
  nodes[object + EXTRA] = node
  state[layout.TO] = to
  state[layout.COUNT] = node
}
