import { keyOf } from './key.ts'
import * as layout from './scan-layout.ts'
import { ScanMemory } from './scan-memory.ts'

/** A value or a key of a {@link JsonTape}: its position among the nodes. */
export type Node = number

/** Stands for a missing node. */
export const NONE: Node = layout.NONE

/** The kinds of nodes. Containers, and links to replaced values, hold the position of the node after them. */
export const Kind = {
  null: layout.NULL,
  false: layout.FALSE,
  true: layout.TRUE,
  integer: layout.INTEGER,
  float: layout.FLOAT,
  string: layout.STRING,
  array: layout.ARRAY,
  object: layout.OBJECT,
  link: layout.LINK,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/**
 * Traits of a value that matter to the object around it: nulls are dropped, lists of one element become the element,
 * and an object that holds such a value (through objects, not lists) needs a rewrite: it cannot be copied as a span.
 */
export const Trait = { null: layout.IS_NULL, single: layout.SINGLE, needsRewrite: layout.NEEDS_REWRITE } as const

export const { WIDTH, END, EXTRA, META, KIND_BITS } = layout

/**
 * JSON documents as Python's `json.dumps` writes them (`text`), and the position of each value in that text (`nodes`):
 * an unchanged value is sent as a span of bytes. Keys and values of an object alternate.
 *
 * Reading a further document may move both: whoever holds `text` must fetch it again.
 */
export class JsonTape {
  readonly memory = new ScanMemory()

  get text(): Buffer {
    return this.memory.text
  }

  /** Four int32s for each node, see scan-layout.ts: for loops that cannot afford a call for each part. */
  get nodes(): Int32Array {
    return this.memory.nodes
  }

  kind(node: Node): Kind {
    return ((this.nodes[this.#resolve(node) + META] as number) & KIND_BITS) as Kind
  }

  traits(node: Node): number {
    return (this.nodes[this.#resolve(node) + META] as number) & ~KIND_BITS
  }

  /** Position in `text` at which the JSON of a value starts. */
  start(node: Node): number {
    return this.nodes[this.#resolve(node)] as number
  }

  /** Position in `text` at which the JSON of a value ends. */
  end(node: Node): number {
    return this.nodes[this.#resolve(node) + END] as number
  }

  /** Equal keys have equal hashes; different keys seldom have. */
  hash(key: Node): number {
    return this.nodes[key + EXTRA] as number
  }

  /** First key of an object or first element of a list; equal to {@link last} if the container is empty. */
  first(container: Node): Node {
    return this.#resolve(container) + WIDTH
  }

  /** The node after the last one in a container. */
  last(container: Node): Node {
    return this.nodes[this.#resolve(container) + EXTRA] as number
  }

  after(node: Node): Node {
    return ((this.nodes[node + META] as number) & KIND_BITS) >= Kind.array
      ? (this.nodes[node + EXTRA] as number)
      : node + WIDTH
  }

  /**
   * @returns the value of a member; {@link NONE} if it is missing or `node` is not an object. The name must be a
   * constant.
   */
  find(node: Node, name: string): Node {
    if (this.kind(node) !== Kind.object) return NONE
    const { json, hash } = keyOf(name)
    const last = this.last(node)
    for (let key = this.first(node); key < last; key = this.after(key + WIDTH)) {
      if (this.hash(key) === hash && this.isText(key, json)) return key + WIDTH
    }
    return NONE
  }

  /** @returns true if a key or a text equals `json` */
  isText(node: Node, json: Buffer): boolean {
    const { text, nodes } = this
    const start = nodes[node] as number
    if ((nodes[node + END] as number) - start !== json.length) return false
    for (let at = 1; at < json.length; at++) if (text[start + at] !== json[at]) return false
    return true
  }

  string(node: Node): string {
    const json = this.json(node)
    return json.includes('\\') ? JSON.parse(json) : json.slice(1, -1)
  }

  /** The JSON of a value as it was read, without replaced members. */
  json(node: Node): string {
    return this.text.toString('latin1', this.start(node), this.end(node))
  }

  *members(object: Node): Generator<readonly [key: Node, value: Node]> {
    const last = this.last(object)
    for (let key = this.first(object); key < last; key = this.after(key + WIDTH)) yield [key, key + WIDTH]
  }

  *elements(list: Node): Generator<Node> {
    const last = this.last(list)
    for (let element = this.first(list); element < last; element = this.after(element)) yield element
  }

  /** Replaces a value by another one on this tape; `replaceMember` does it by name. */
  link(node: Node, target: Node): void {
    const after = this.after(node)
    this.nodes[node] = target
    this.nodes[node + EXTRA] = after
    this.nodes[node + META] = Kind.link
  }

  /** Marks an object that cannot be copied as a span. */
  markForRewrite(object: Node): void {
    const node = this.#resolve(object)
    this.nodes[node + META] = (this.nodes[node + META] as number) | Trait.needsRewrite
  }

  /** Marks a value to be copied as it is, null members included. */
  markForCopy(value: Node): void {
    const node = this.#resolve(value)
    this.nodes[node + META] = (this.nodes[node + META] as number) & ~Trait.needsRewrite
  }

  #resolve(node: Node): Node {
    return ((this.nodes[node + META] as number) & KIND_BITS) === Kind.link ? (this.nodes[node] as number) : node
  }
}
