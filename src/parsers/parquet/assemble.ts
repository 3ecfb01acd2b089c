import type { ByteSink } from '../../byte-sink.ts'
import * as messages from '../../messages/parquet.ts'
import type { Column } from './column.ts'
import { damaged } from './damaged.ts'
import type { Leaf, List, Node, RowSchema, Struct } from './schema.ts'

/**
 * Writes the next row of the columns, from their definition and repetition levels straight to JSON.
 *
 * @see https://parquet.apache.org/docs/file-format/nestedencoding/
 */
export function writeRow(out: ByteSink, { root }: RowSchema, columns: readonly Column[]): void {
  const [first] = columns
  writeStruct(out, root, columns)
  if (columns.some((column) => column.row !== first?.row)) throw damaged(messages.rowsDisagree())
}

function writeNode(out: ByteSink, node: Node, columns: readonly Column[]): void {
  if (node.kind === 'leaf') writeLeaf(out, node, columns)
  else if (columnAt(columns, node.first).def < node.def) writeAbsent(out, node, 'null', columns)
  else if (node.kind === 'list') writeList(out, node, columns)
  else writeStruct(out, node, columns)
}

function writeLeaf(out: ByteSink, leaf: Leaf, columns: readonly Column[]): void {
  const column = columnAt(columns, leaf.column)
  if (column.def < leaf.maxDef) out.ascii('null')
  else leaf.write(out, column.value())
  column.advance()
}

function writeStruct(out: ByteSink, { keys, fields }: Struct, columns: readonly Column[]): void {
  out.ascii(keys ? '{' : '[')
  for (let index = 0; index < fields.length; index++) {
    if (index > 0) out.ascii(', ')
    if (keys) out.ascii(keys[index] as string)
    writeNode(out, fields[index] as Node, columns)
  }
  out.ascii(keys ? '}' : ']')
}

function writeList(out: ByteSink, list: List, columns: readonly Column[]): void {
  const column = columnAt(columns, list.first)
  if (column.def < list.itemDef) {
    writeAbsent(out, list, '[]', columns)
    return
  }
  out.ascii('[')
  writeNode(out, list.item, columns)
  while (column.rep === list.itemRep) {
    out.ascii(', ')
    writeNode(out, list.item, columns)
  }
  out.ascii(']')
}

/** A value without members has one entry in each of its columns. */
function writeAbsent(out: ByteSink, { first, end }: Struct | List, text: string, columns: readonly Column[]): void {
  out.ascii(text)
  for (let index = first; index < end; index++) columnAt(columns, index).advance()
}

function columnAt(columns: readonly Column[], index: number): Column {
  const column = columns[index]
  if (column === undefined) throw damaged(messages.otherColumns())
  return column
}
