import { type JsonTape, Kind, NONE, type Node } from '../json/tape.ts'
import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'

/**
 * The events of a document that holds them as a list under a name. None when the name is missing or the document is
 * a list or a text.
 *
 * @param name a constant
 * @throws ReadFailure of the kinds that the contract's recordings show for other structures
 */
export function* recordsOf(tape: JsonTape, root: Node, name: string): Generator<Node> {
  const kind = tape.kind(root)
  if (kind < Kind.string) throw new ReadFailure('decompress', messages.notIterable(name))
  const list = tape.find(root, name)
  if (list === NONE) return
  if (tape.kind(list) !== Kind.array) throw new ReadFailure(failureKind(tape, list), messages.notIterable(name))
  for (const record of tape.elements(list)) {
    if (tape.kind(record) !== Kind.object) throw new ReadFailure(failureKind(tape, record), messages.notAnObject(name))
    yield record
  }
}

/** Texts, lists and objects in a place where they make no sense are `parse` failures, all else is `decompress`. */
function failureKind(tape: JsonTape, node: Node): 'parse' | 'decompress' {
  return tape.kind(node) >= Kind.string ? 'parse' : 'decompress'
}
