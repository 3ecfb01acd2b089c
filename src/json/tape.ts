import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import { keyOf } from './key.ts'

/** A value or a key of a {@link JsonTape}: its place among the nodes. */
export type Node = number

/** No such node. */
export const NONE = -1

/** What a node is. Containers, and links to replaced values, tell where the node behind them is. */
export const Kind = {
  null: 0,
  false: 1,
  true: 2,
  integer: 3,
  float: 4,
  string: 5,
  array: 6,
  object: 7,
  link: 8,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Int32s of a node: where its text starts and ends; hash of a text, or the node behind a container; kind and traits. */
export const WIDTH = 4
const START = 0
export const END = 1
export const EXTRA = 2
export const META = 3
const KIND_BITS = 15

/**
 * Traits of a value that matter to the object that holds it: nulls are dropped, lists of one element become the
 * element, and an object that holds such a value (through objects, not lists) cannot be copied as it is.
 */
export const Trait = { none: 0, null: 16, single: 32, uneven: 64 } as const

const MAX_TEXT = 2 ** 31 - 1

/** Room in the text beyond what the rest of a document can take: more than any number or escape needs. */
export const SLACK = 64

/**
 * JSON documents as Python's `json.dumps` writes them (`text`), and where each value lies in that text (`nodes`):
 * a value that nobody changes is sent as a span of bytes. Keys and values of an object alternate.
 */
export class JsonTape {
  text: Buffer = Buffer.allocUnsafeSlow(4096)
  /** The same bytes as `text`. */
  view = viewOf(this.text)
  /** Bytes of `text` in use. */
  length = 0
  nodes: Int32Array<ArrayBuffer> = new Int32Array(WIDTH * 256)
  /** Int32s of `nodes` in use: the next node. */
  count: Node = 0

  /** Forgets all documents; the buffers are used again. */
  clear(): void {
    this.length = 0
    this.count = 0
  }

  /** Makes room for `more` bytes of text. Whoever holds `text` must fetch it anew. */
  reserve(more: number): void {
    const wanted = this.length + more
    if (wanted <= this.text.length) return
    if (wanted > MAX_TEXT) throw new ReadFailure('parse', messages.tooLarge())
    const bigger = Buffer.allocUnsafeSlow(Math.min(Math.max(wanted, Math.floor(this.text.length * 1.5)), MAX_TEXT))
    this.text.copy(bigger, 0, 0, this.length)
    this.text = bigger
    this.view = viewOf(bigger)
  }

  /** Adds a node; see {@link WIDTH} for its parts. */
  add(start: number, end: number, extra: number, meta: number): void {
    const node = this.count
    if (node + WIDTH > this.nodes.length) {
      const bigger = new Int32Array(this.nodes.length * 2)
      bigger.set(this.nodes)
      this.nodes = bigger
    }
    const { nodes } = this
    nodes[node] = start
    nodes[node + END] = end
    nodes[node + EXTRA] = extra
    nodes[node + META] = meta
    this.count = node + WIDTH
  }

  /** Completes a container, all of whose members have been added. */
  close(node: Node, trait: number): void {
    this.nodes[node + END] = this.length
    this.nodes[node + EXTRA] = this.count
    this.nodes[node + META] = (this.nodes[node + META] as number) | trait
  }

  kind(node: Node): Kind {
    return ((this.nodes[this.resolve(node) + META] as number) & KIND_BITS) as Kind
  }

  /** The {@link Trait} bits of a value. */
  traits(node: Node): number {
    return (this.nodes[this.resolve(node) + META] as number) & ~KIND_BITS
  }

  /** Where the JSON of a value starts in `text`. */
  start(node: Node): number {
    return this.nodes[this.resolve(node) + START] as number
  }

  /** Where the JSON of a value ends in `text`. */
  end(node: Node): number {
    return this.nodes[this.resolve(node) + END] as number
  }

  /** Whether the value has been replaced, so that the text around it is not what stands in `text`. */
  replaced(node: Node): boolean {
    return ((this.nodes[node + META] as number) & KIND_BITS) === Kind.link
  }

  /** A number that is the same for equal keys, and seldom for others. */
  hash(key: Node): number {
    return this.nodes[key + EXTRA] as number
  }

  /** First key of an object or first element of a list; equal to {@link behind} of the container when it is empty. */
  first(container: Node): Node {
    return this.resolve(container) + WIDTH
  }

  /** The node after the last one in a container. */
  last(container: Node): Node {
    return this.nodes[this.resolve(container) + EXTRA] as number
  }

  /** The node that follows a value. */
  behind(node: Node): Node {
    return ((this.nodes[node + META] as number) & KIND_BITS) >= Kind.array
      ? (this.nodes[node + EXTRA] as number)
      : node + WIDTH
  }

  /** The value of a member, {@link NONE} when there is none or `node` is no object. The name must be a constant. */
  find(node: Node, name: string): Node {
    if (this.kind(node) !== Kind.object) return NONE
    const { json } = keyOf(name)
    const last = this.last(node)
    for (let key = this.first(node); key < last; key = this.behind(key + WIDTH)) {
      if (this.isKey(key, json)) return key + WIDTH
    }
    return NONE
  }

  /** Whether a key is this text, in JSON. */
  isKey(key: Node, json: Buffer): boolean {
    const { text, nodes } = this
    const start = nodes[key] as number
    if ((nodes[key + END] as number) - start !== json.length) return false
    for (let at = 1; at < json.length; at++) if (text[start + at] !== json[at]) return false
    return true
  }

  /** Key or text value as a string. */
  string(node: Node): string {
    const json = this.json(node)
    return json.includes('\\') ? JSON.parse(json) : json.slice(1, -1)
  }

  /** A value as JSON, as it was read: replaced members inside do not show. */
  json(node: Node): string {
    return this.text.toString('latin1', this.start(node), this.end(node))
  }

  /** Keys and values of an object. */
  *members(object: Node): Generator<readonly [key: Node, value: Node]> {
    const last = this.last(object)
    for (let key = this.first(object); key < last; key = this.behind(key + WIDTH)) yield [key, key + WIDTH]
  }

  *elements(list: Node): Generator<Node> {
    const last = this.last(list)
    for (let element = this.first(list); element < last; element = this.behind(element)) yield element
  }

  /** Puts another value, read into this tape, in the place of one; `replaceMember` does it by name. */
  link(node: Node, target: Node): void {
    const behind = this.behind(node)
    this.nodes[node] = target
    this.nodes[node + EXTRA] = behind
    this.nodes[node + META] = Kind.link
  }

  /** Marks an object as one that cannot be copied as it stands. */
  markUneven(object: Node): void {
    this.nodes[this.resolve(object) + META] = (this.nodes[this.resolve(object) + META] as number) | Trait.uneven
  }

  private resolve(node: Node): Node {
    return ((this.nodes[node + META] as number) & KIND_BITS) === Kind.link ? (this.nodes[node] as number) : node
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
