// The nodes of a tape, and the state between two calls; compiled with scanner.ts.

import { CLOSE_BRACE, CLOSE_BRACKET } from '../../bytes.ts'
import { ARRAY, END, EXTRA, KIND_BITS, META, NEEDS_REWRITE, NONE, OBJECT, WIDTH } from '../scan-layout.ts'

export const NODE_BYTES: i32 = WIDTH << 2

/** The positions of a scan, as addresses. */
export class Scan {
  /** Start of the text and of the nodes. */
  static text: i32 = 0
  static nodes: i32 = 0
  /** Current positions in source, text and nodes. The loop of scanner.ts keeps the first two in variables. */
  static at: i32 = 0
  static to: i32 = 0
  static node: i32 = 0
  /** The innermost open container, counted as in {@link state}, and the byte that closes it (0 if all are closed). */
  static holder: i32 = NONE
  static closer: u32 = 0
  /** Number of open containers. */
  static depth: i32 = 0
}

/** A part of the state, by its name in scan-layout.ts. */
export function state(name: i32): i32 {
  return load<i32>(name << 2)
}

export function setState(name: i32, value: i32): void {
  store<i32>(name << 2, value)
}

/** Adds a node. @param start address of its text @param end address after its text */
export function put(start: i32, end: i32, extra: i32, meta: i32): void {
  store<i32>(Scan.node, start - Scan.text)
  store<i32>(Scan.node, end - Scan.text, END << 2)
  store<i32>(Scan.node, extra, EXTRA << 2)
  store<i32>(Scan.node, meta, META << 2)
  Scan.node += NODE_BYTES
}

/** Completes a container, which ends with the node added last. @param end address after its text */
export function complete(container: i32, end: i32): void {
  store<i32>(container, end - Scan.text, END << 2)
  store<i32>(container, (Scan.node - Scan.nodes) >> 2, EXTRA << 2)
}

/** @returns the byte that closes a container; 0 for none */
export function closerOf(container: i32): u32 {
  if (container === NONE) return 0
  return (load<i32>(Scan.nodes + (container << 2), META << 2) & KIND_BITS) === OBJECT ? CLOSE_BRACE : CLOSE_BRACKET
}

export function markForRewrite(container: i32): void {
  const meta = Scan.nodes + (container << 2) + (META << 2)
  store<i32>(meta, load<i32>(meta) | NEEDS_REWRITE)
}

/** The node after a value. */
export function nodeAfter(value: i32): i32 {
  const isContainer = (load<i32>(value, META << 2) & KIND_BITS) >= ARRAY
  return isContainer ? Scan.nodes + (load<i32>(value, EXTRA << 2) << 2) : value + NODE_BYTES
}
