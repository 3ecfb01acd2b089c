import { readFileSync } from 'node:fs'
import * as messages from '../messages/json.ts'
import { ReadFailure } from '../objects/types.ts'
import * as layout from './scan-layout.ts'

const NODE_BYTES = layout.WIDTH * 4
/** Text grows to at most six times its source (a bare 0x7f becomes `\u007f`). */
const TEXT_GROWTH = 6
/** A node takes at least two bytes of source (`1,`), except for lists that start inside another one. */
const NODES_GROWTH = NODE_BYTES / 2
const NODES_SLACK = layout.MAX_DEPTH * NODE_BYTES
/** Strings are copied sixteen bytes at a time, so up to this many bytes are written after the end of the text. */
const SLACK_BYTES = 64
/** Enough for a value of 16 MB. */
const MAX_BYTES = 250 * 2 ** 20
const PAGE_BYTES = 2 ** 16

/** Sizes, in bytes, of the parts of memory after the state. */
interface PartSizes {
  readonly source: number
  /** A second source, which is read while the first one is kept. */
  readonly aside: number
  readonly text: number
  readonly nodes: number
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly scan: (end: number, text: number, nodes: number, continues: boolean) => number
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}
/** The code of the scanner, which all scanners of the thread share: compiling it takes longer than most scans. */
let compiled: object | undefined

/** A scanner and its memory. Loading a source moves the parts, so views must be fetched again after it. */
export class ScanMemory {
  /** Int32s, see scan-layout.ts. */
  state: Int32Array
  /** The whole memory, by address. */
  bytes: Buffer
  /** The text; {@link state} holds the length in use. */
  text: Buffer
  nodes: Int32Array
  readonly #exports: Exports
  #sizes: PartSizes = { source: 0, aside: 0, text: 0, nodes: 0 }

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./scanner.wasm', import.meta.url)))
    this.#exports = new WebAssembly.Instance(compiled).exports as Exports
    this.#exports.memory.grow(1)
    const { buffer } = this.#exports.memory
    this.bytes = Buffer.from(buffer)
    this.state = new Int32Array(buffer, 0, layout.PLACES_AT / 4)
    this.text = this.bytes.subarray(layout.HEAP, layout.HEAP)
    this.nodes = new Int32Array(buffer, layout.HEAP, 0)
  }

  /**
   * Replaces the source, and makes room for the largest text and nodes that it can become.
   *
   * @returns its address
   * @throws ReadFailure if it is too large
   */
  load(source: Uint8Array, part: 'source' | 'aside'): number {
    const size = source.length + layout.PADDING
    const { state } = this
    const sizes = this.#sizes
    const text = (state[layout.TO] as number) + size * TEXT_GROWTH + SLACK_BYTES
    const nodes = (state[layout.COUNT] as number) * 4 + size * NODES_GROWTH + NODES_SLACK
    if (size > sizes[part] || text > sizes.text || nodes > sizes.nodes) {
      this.#layOut({
        ...sizes,
        [part]: larger(sizes[part], size),
        text: larger(sizes.text, text),
        nodes: larger(sizes.nodes, nodes),
      })
    }
    const at = part === 'source' ? layout.HEAP : layout.HEAP + this.#sizes.source
    this.bytes.set(source, at)
    this.bytes.fill(0, at + source.length, at + size)
    return at
  }

  /** Reads on; see wasm/scanner.ts. */
  scan(end: number, continues: boolean): number {
    return this.#exports.scan(end, this.text.byteOffset, this.nodes.byteOffset, continues)
  }

  #layOut(sizes: PartSizes): void {
    const textAt = layout.HEAP + sizes.source + sizes.aside
    const nodesAt = textAt + sizes.text
    const end = nodesAt + sizes.nodes
    if (end > MAX_BYTES) throw new ReadFailure('parse', messages.tooLarge())
    // Read before memory grows: growing detaches the old views.
    const oldText = this.text.byteOffset
    const oldNodes = this.nodes.byteOffset
    const { memory } = this.#exports
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES)
    if (missing > 0) memory.grow(missing)
    const { buffer } = memory
    this.bytes = Buffer.from(buffer)
    this.state = new Int32Array(buffer, 0, layout.PLACES_AT / 4)
    // The nodes move first, since both parts move towards the end.
    this.bytes.copyWithin(nodesAt, oldNodes, oldNodes + (this.state[layout.COUNT] as number) * 4)
    this.bytes.copyWithin(textAt, oldText, oldText + (this.state[layout.TO] as number))
    this.text = this.bytes.subarray(textAt, nodesAt)
    this.nodes = new Int32Array(buffer, nodesAt, sizes.nodes / 4)
    this.#sizes = sizes
  }
}

/** The wanted size, rounded up to an alignment at which views of all kinds may start. */
function larger(size: number, wanted: number): number {
  return Math.max(size, Math.ceil(wanted / SLACK_BYTES) * SLACK_BYTES)
}
