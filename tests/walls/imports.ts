import { posix } from 'node:path'
import ts from 'typescript'
import type { SourceFiles } from './source-files.ts'

/** One import of a file. `typeOnly`: erased when it is compiled, so nothing is loaded. */
export type Import = { specifier: string; typeOnly: boolean }

/** What a file says about itself that the walls look at. */
export type ParsedFile = {
  path: string
  imports: readonly Import[]
  /** `'use client'`: it and all it imports go into the browser's bundle. */
  isClient: boolean
  /** What follows `process.env`: the name of the variable, `*` for anything but one plain name. */
  environmentReads: readonly string[]
}

function importOf(node: ts.Node): Import | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return {
      specifier: node.moduleSpecifier.text,
      typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
    }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }
  if (
    ts.isImportTypeNode(node) &&
    ts.isLiteralTypeNode(node.argument) &&
    ts.isStringLiteral(node.argument.literal)
  )
    return { specifier: node.argument.literal.text, typeOnly: true }
  if (!ts.isCallExpression(node)) return null
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  const [argument] = node.arguments
  if (!(isImport || isRequire) || !argument || !ts.isStringLiteralLike(argument)) return null
  return { specifier: argument.text, typeOnly: false }
}

const isProcess = (node: ts.Node) => ts.isIdentifier(node) && node.text === 'process'
const isEnvironment = (node: ts.Node) =>
  (ts.isPropertyAccessExpression(node) && isProcess(node.expression) && node.name.text === 'env') ||
  (ts.isElementAccessExpression(node) &&
    isProcess(node.expression) &&
    ts.isStringLiteralLike(node.argumentExpression) &&
    node.argumentExpression.text === 'env')

function environmentReadOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) && /^(?:node:)?process$/u.test(specifierOf(node))) return '*'
  if (!isEnvironment(node)) return null
  const { parent } = node
  return ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : '*'
}

const specifierOf = (node: ts.ImportDeclaration) =>
  ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : ''

/** Reads one file. */
export function parseFile(path: string, text: string): ParsedFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  const environmentReads: string[] = []
  const visit = (node: ts.Node): void => {
    const found = importOf(node)
    if (found) imports.push(found)
    const read = environmentReadOf(node)
    if (read) environmentReads.push(read)
    ts.forEachChild(node, visit)
  }
  visit(source)
  const [first] = source.statements
  const isClient =
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === 'use client'
  return { path, imports, isClient, environmentReads }
}

/** The file of ours that an import means; null for a package, a style sheet and the like. */
export function resolveImport(files: SourceFiles, from: string, specifier: string): string | null {
  const base = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? posix.join(posix.dirname(from), specifier)
      : null
  if (base === null) return null
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`]
  return candidates.find((candidate) => files.has(candidate)) ?? null
}
