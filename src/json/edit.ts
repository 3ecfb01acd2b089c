import type { JsonReader } from './reader.ts'
import { type JsonTape, NONE, type Node } from './tape.ts'

/**
 * @returns the member at the end of a path through objects; {@link NONE} if it is missing. The names must be constants.
 */
export function memberAt(tape: JsonTape, object: Node, path: readonly string[]): Node {
  let node = object
  for (const name of path) {
    node = tape.find(node, name)
    if (node === NONE) return NONE
  }
  return node
}

/**
 * Puts another value in the place of a member, before the event is looked at any further.
 *
 * @param path names from `object` down to the member, through objects; nothing happens when it is not there
 * @param json the new value as JSON, in any spelling; `null` drops the member
 * @example replaceMember(reader, event, ['httpRequest', 'headers'], '{"Host": "example.com"}')
 */
export function replaceMember(reader: JsonReader, object: Node, path: readonly string[], json: string): void {
  const { tape } = reader
  const holders: Node[] = []
  let node = object
  for (const name of path) {
    holders.push(node)
    node = tape.find(node, name)
    if (node === NONE) return
  }
  tape.link(node, reader.add(json))
  for (const holder of holders) tape.markForRewrite(holder)
}
