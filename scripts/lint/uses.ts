// Finds what a source file offers to others and what it uses of others, from the syntax alone.
import { resolve } from 'node:path'
import {
  type BindingElement,
  type Identifier,
  type Node,
  type ObjectLiteralExpression,
  type SourceFile,
  type SpreadAssignment,
  SyntaxKind,
} from 'typescript/unstable/ast'
import * as is from 'typescript/unstable/ast/is'

/** An export, a public member of a class, or a field of an interface. */
export interface Offer {
  readonly kind: 'export' | 'member' | 'field'
  readonly name: Identifier
  readonly declaration: Node
}

/** All members of an object are taken: `{ ...from }`, or `const { a, ...from } = …`. */
export interface Copy {
  readonly from: Node
  /** Undefined for a pattern. */
  readonly into?: ObjectLiteralExpression
}

export interface Uses {
  readonly offers: Offer[]
  /** Identifiers that read what they name; those on the left of an assignment do not. */
  readonly reads: Identifier[]
  /** `a` of `const { a } = …`: the field of that name is read. */
  readonly destructured: BindingElement[]
  readonly copied: Copy[]
  /** `PATH#NAME` of what is imported, and of what is the value of a shorthand member. */
  readonly names: Set<string>
  /** Names in strings that are types or indexes, such as `Pick<T, 'a'>`. */
  readonly strings: Set<string>
}

export function usesOf(file: SourceFile): Uses {
  const uses: Uses = { offers: [], reads: [], destructured: [], copied: [], names: new Set(), strings: new Set() }
  const visit = (node: Node): void => {
    if (is.isImportDeclaration(node) || is.isExportDeclaration(node)) {
      addImports(uses, file.fileName, node)
      return
    }
    const offer = offerOf(node)
    if (offer) uses.offers.push(offer)
    if (is.isSpreadAssignment(node)) addCopy(uses, node)
    if (is.isIdentifier(node)) addUse(uses, file.fileName, node)
    if (is.isStringLiteral(node) && isNameOfField(node.parent)) uses.strings.add(node.text)
    node.forEachChild(visit)
  }
  visit(file)
  return uses
}

function addImports({ names }: Uses, file: string, node: Node): void {
  if (!(is.isImportDeclaration(node) || is.isExportDeclaration(node))) return
  const from = node.moduleSpecifier
  if (!from || !is.isStringLiteral(from) || !from.text.startsWith('.')) return
  const bindings = is.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause
  if (!bindings || !is.isNamedImportsOrExports(bindings)) return
  for (const one of bindings.elements) {
    names.add(`${resolve(file, '..', from.text)}#${(one.propertyName ?? one.name).getText()}`)
  }
}

function addUse(uses: Uses, file: string, node: Identifier): void {
  const { parent } = node
  if (is.isShorthandPropertyAssignment(parent)) uses.names.add(`${file}#${node.text}`)
  else if (is.isBindingElement(parent) && parent.name === node) {
    if (parent.dotDotDotToken) uses.copied.push({ from: node })
    else if (is.isObjectBindingPattern(parent.parent) && !parent.propertyName) uses.destructured.push(parent)
  } else if (is.isPropertyAccessExpression(parent) && parent.name === node) {
    if (!isWritten(parent)) uses.reads.push(node)
  } else if ((parent as { name?: Node }).name !== node) uses.reads.push(node)
}

function addCopy({ copied }: Uses, { expression: from, parent }: SpreadAssignment): void {
  copied.push(is.isObjectLiteralExpression(parent) ? { from, into: parent } : { from })
}

/** `a.b = 1`, and `a.b += 1` whose value nobody takes. */
function isWritten(node: Node): boolean {
  const { parent } = node
  if (is.isBinaryExpression(parent) && parent.left === node) {
    const { kind } = parent.operatorToken
    if (kind === SyntaxKind.EqualsToken) return true
    return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment && isStatement(parent)
  }
  return (is.isPostfixUnaryExpression(parent) || is.isPrefixUnaryExpression(parent)) && isStatement(parent)
}

const isStatement = ({ parent }: Node) => is.isExpressionStatement(parent)

const isNameOfField = (parent: Node) =>
  is.isLiteralTypeNode(parent) || is.isElementAccessExpression(parent) || is.isBinaryExpression(parent)

function offerOf(node: Node): Offer | undefined {
  const name = (node as { name?: Node }).name
  if (!name || !is.isIdentifier(name)) return undefined
  const { parent } = node
  if (is.isMethodDeclaration(node) || is.isPropertyDeclaration(node) || is.isGetAccessorDeclaration(node)) {
    const isOffered = is.isClassDeclaration(parent) && !has(node, SyntaxKind.PrivateKeyword, SyntaxKind.OverrideKeyword)
    return isOffered ? { kind: 'member', name, declaration: node } : undefined
  }
  if (is.isPropertySignatureDeclaration(node) || is.isMethodSignatureDeclaration(node)) {
    return { kind: 'field', name, declaration: node }
  }
  const statement = is.isVariableDeclaration(node) ? parent.parent : node
  const isStatement = is.isVariableStatement(statement) || is.isFunctionDeclaration(node) || is.isClassDeclaration(node)
  return isStatement && has(statement, SyntaxKind.ExportKeyword)
    ? { kind: 'export', name, declaration: node }
    : undefined
}

function has(node: Node, ...kinds: SyntaxKind[]): boolean {
  const { modifiers } = node as { modifiers?: readonly Node[] }
  return (modifiers ?? []).some(({ kind }) => kinds.includes(kind))
}
