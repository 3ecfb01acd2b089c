import type { ParquetType, SchemaElement, SchemaTree } from 'hyparquet'
import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'
import { jsonText } from '../../python/json-text.ts'
import { damaged } from './damaged.ts'
import { type ScalarWriter, scalarWriter } from './scalars.ts'

/** A column of values: what decoding its pages needs, and how a value becomes JSON. */
export interface Leaf {
  readonly kind: 'leaf'
  /** Dotted path, for failures. */
  readonly name: string
  /** Its index among the columns of a row group. */
  readonly column: number
  readonly type: ParquetType
  readonly element: SchemaElement
  readonly maxDef: number
  readonly maxRep: number
  readonly write: ScalarWriter
}

interface Group {
  /** The definition level from which it is not null. */
  readonly def: number
  /** The columns below it: from `first` up to, not including, `end`. */
  readonly first: number
  readonly end: number
}

/** A JSON object. If `keys` is undefined, a list of the values of its fields: an entry of a map. */
export interface Struct extends Group {
  readonly kind: 'struct'
  readonly keys: readonly string[] | undefined
  readonly fields: readonly Node[]
}

export interface List extends Group {
  readonly kind: 'list'
  /** The definition level from which it has an element. */
  readonly itemDef: number
  /** The repetition level of its second and later elements. */
  readonly itemRep: number
  readonly item: Node
}

export type Node = Leaf | Struct | List

interface Place {
  readonly def: number
  readonly rep: number
}

/** A row of the file as a tree of nodes, and its columns in the order of the row groups. */
export interface RowSchema {
  readonly root: Struct
  readonly leaves: readonly Leaf[]
}

/**
 * Reads the schema as Arrow does: annotated lists and maps lose their inner groups, other repeated fields are lists.
 *
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types
 * @throws ReadFailure 'parse' for a structure or a type that is not known
 */
export function rowSchema(tree: SchemaTree): RowSchema {
  const leaves: Leaf[] = []
  return { root: structNode(tree, { def: 0, rep: 0 }, leaves, jsonKeys(tree)), leaves }
}

function node(tree: SchemaTree, outer: Place, leaves: Leaf[]): Node {
  const { repetition_type } = tree.element
  if (repetition_type === 'REPEATED') return listNode(tree, tree, outer, leaves)
  const place = repetition_type === 'OPTIONAL' ? { def: outer.def + 1, rep: outer.rep } : outer
  const repeated = onlyRepeatedChild(tree)
  if (repeated && isA(tree, 'LIST')) return listNode(repeated, listElement(repeated), place, leaves)
  if (repeated && (isA(tree, 'MAP') || isA(tree, 'MAP_KEY_VALUE'))) return mapNode(repeated, place, leaves)
  return single(tree, place, leaves)
}

/** A leaf or an object whose own repetition has been counted. */
function single(tree: SchemaTree, place: Place, leaves: Leaf[]): Node {
  return tree.children.length > 0 ? structNode(tree, place, leaves, jsonKeys(tree)) : leafNode(tree, place, leaves)
}

/**
 * @param repeated the repeated field
 * @param element  the field that is one element: `repeated` itself, or its only child
 */
function listNode(repeated: SchemaTree, element: SchemaTree, outer: Place, leaves: Leaf[]): List {
  const inner = { def: outer.def + 1, rep: outer.rep + 1 }
  return list(outer, inner, leaves, () => (element === repeated ? single : node)(element, inner, leaves))
}

function mapNode(repeated: SchemaTree, outer: Place, leaves: Leaf[]): List {
  const inner = { def: outer.def + 1, rep: outer.rep + 1 }
  const [key] = repeated.children
  if (repeated.children.length === 1 && key) return listNode(repeated, key, outer, leaves)
  return list(outer, inner, leaves, () => structNode(repeated, inner, leaves, undefined))
}

function list(outer: Place, inner: Place, leaves: Leaf[], makeItem: () => Node): List {
  const first = leaves.length
  const item = makeItem()
  return { kind: 'list', def: outer.def, itemDef: inner.def, itemRep: inner.rep, first, end: leaves.length, item }
}

function structNode(tree: SchemaTree, { def, rep }: Place, leaves: Leaf[], keys: string[] | undefined): Struct {
  const first = leaves.length
  const fields = tree.children.map((child) => node(child, { def, rep }, leaves))
  return { kind: 'struct', keys, def, first, end: leaves.length, fields }
}

function leafNode(tree: SchemaTree, { def, rep }: Place, leaves: Leaf[]): Leaf {
  const { element, path } = tree
  if (element.type === undefined) throw damaged(messages.emptyGroup(path.join('.')))
  const leaf: Leaf = {
    kind: 'leaf',
    name: path.join('.'),
    column: leaves.length,
    type: element.type,
    element,
    maxDef: def,
    maxRep: rep,
    write: scalarWriter(element),
  }
  if (def > 255 || rep > 255) throw new ReadFailure('parse', messages.tooDeep(leaf.name))
  leaves.push(leaf)
  return leaf
}

/**
 * Writers older than the three-level rule use lists of two levels. The name or the shape shows that the group is the
 * element.
 */
function listElement(repeated: SchemaTree): SchemaTree {
  const [child] = repeated.children
  const { name } = repeated.element
  const isElement = repeated.children.length !== 1 || name === 'array' || name.endsWith('_tuple')
  return isElement || child === undefined ? repeated : child
}

function onlyRepeatedChild(tree: SchemaTree): SchemaTree | undefined {
  const [child] = tree.children
  return tree.children.length === 1 && child?.element.repetition_type === 'REPEATED' ? child : undefined
}

function isA(tree: SchemaTree, annotation: 'LIST' | 'MAP' | 'MAP_KEY_VALUE'): boolean {
  const { converted_type, logical_type } = tree.element
  return converted_type === annotation || logical_type?.type === annotation
}

function jsonKeys(tree: SchemaTree): string[] {
  return tree.children.map((child) => `${jsonText(child.element.name)}: `)
}
