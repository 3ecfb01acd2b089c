// Lists what src offers and only tests use: exports, public members of classes, fields of interfaces that nothing
// reads. knip ignores members, and counts an export as used if a test imports it.
import { relative } from 'node:path'
import type { Node } from 'typescript/unstable/ast'
import * as is from 'typescript/unstable/ast/is'
import { API, type Type, type Symbol as TypeSymbol } from 'typescript/unstable/sync'
import { type Copy, type Offer, usesOf } from './uses.ts'

/** Files whose members are read outside of this program. */
const FOR_OTHERS = [
  'src/commands/policy/document.ts', // AWS reads the policy.
  'src/json/scan-layout.ts', // The tokenizer, which another compiler reads, imports it.
]
/** Names that Node.js or the SDK reads. */
const FOR_LIBRARIES = new Set(['cause', 'defaultPort', 'addRequest', 'response', '$retryable'])

const api = new API()
const [project] = api.updateSnapshot({ openProjects: ['scripts/lint/tsconfig.json'] }).getProjects()
if (!project) throw new Error('scripts/lint/tsconfig.json cannot be opened')
const { checker, program } = project
const uses = project.rootFiles.flatMap((path) => program.getSourceFile(path) ?? []).map(usesOf)
const names = new Set(uses.flatMap((file) => [...file.names]))
const strings = new Set(uses.flatMap((file) => [...file.strings]))
const offers = uses.flatMap((file) => file.offers).filter(isOurs)
const wanted = new Set(offers.map(({ name }) => name.text))

function isOurs({ declaration, name }: Offer): boolean {
  const file = relative('.', declaration.getSourceFile().fileName)
  return file.startsWith('src/') && !FOR_OTHERS.includes(file) && !FOR_LIBRARIES.has(name.text)
}

/** Declarations that are read, by their names. */
const read = new Map<string, Set<Node>>()

function addRead(symbol: TypeSymbol | undefined): void {
  if (!symbol || !wanted.has(symbol.name)) return
  const nodes = read.get(symbol.name) ?? new Set()
  read.set(symbol.name, nodes)
  for (const handle of symbol.declarations) nodes.add(handle.resolve(project) as Node)
}

function addReads(): void {
  const reads = uses.flatMap((file) => file.reads).filter(({ text }) => wanted.has(text))
  for (const symbol of checker.getSymbolAtLocation(reads)) addRead(symbol)
  const elements = uses.flatMap((file) => file.destructured)
  for (const [n, type] of checker.getTypeAtLocation(elements.map(({ parent }) => parent)).entries()) {
    const name = elements[n]?.name?.getText() ?? ''
    if (type && wanted.has(name)) addRead(checker.getPropertyOfType(checker.getNonNullableType(type) ?? type, name))
  }
  for (const copy of uses.flatMap((file) => file.copied)) addCopied(copy)
}

/** Members that are copied into another object are read if the members of that object are. */
function addCopied({ from, into }: Copy): void {
  const [type, target] = [checker.getTypeAtLocation(from), into && checker.getContextualType(into)]
  for (const symbol of type ? checker.getPropertiesOfType(type) : []) {
    const copied = target && checker.getPropertyOfType(target, symbol.name)
    const reads = read.get(symbol.name)
    if (!target || copied?.declarations.some((handle) => reads?.has(handle.resolve(project) as Node))) addRead(symbol)
  }
}

/**
 * True if values of one type are likely to be used as values of the other, which has the same member: a read of one
 * then counts for both. Generic types are assignable to none, so the names of their members decide.
 */
function areRelated(one: Node, other: Node): boolean {
  if (is.isVariableDeclaration(other) || is.isParameterDeclaration(other) || is.isFunctionDeclaration(other))
    return false
  const [a, b] = [checker.getTypeAtLocation(one.parent), checker.getTypeAtLocation(other.parent)]
  if (!a || !b) return false
  if (checker.isTypeAssignableTo(a, b) || checker.isTypeAssignableTo(b, a)) return true
  const [ofA, ofB] = [memberNames(a), memberNames(b)]
  return ofA.isSubsetOf(ofB) || ofB.isSubsetOf(ofA)
}

const memberNames = (type: Type) => new Set(checker.getPropertiesOfType(type).map(({ name }) => name))

function isUsed({ kind, name, declaration }: Offer): boolean {
  const reads = read.get(name.text)
  if (reads?.has(declaration) || strings.has(name.text)) return true
  if (kind === 'export') return names.has(`${declaration.getSourceFile().fileName}#${name.text}`)
  return [...(reads ?? [])].some((other) => areRelated(declaration, other))
}

addReads()
const unused = offers.filter((offer) => !isUsed(offer))
for (const { name, declaration } of unused) {
  const file = declaration.getSourceFile()
  const line = file.getLineAndCharacterOfPosition(name.getStart()).line + 1
  console.error(`${relative('.', file.fileName)}:${line} ${name.text} is used by tests alone, or by nobody`)
}
api.close()
if (unused.length > 0) process.exitCode = 1
