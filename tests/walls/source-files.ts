import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths relative to the project with `/`, each with its text. */
export type SourceFiles = ReadonlyMap<string, string>

const skipped = new Set([
  'node_modules',
  '.git',
  '.next',
  '.data',
  'test-results',
  'playwright-report',
  'coverage',
])

function pathsBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : pathsBelow(root, path)
    return /\.(?:ts|tsx|mjs)$/u.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

/** Every source file of the project. */
export function readSourceFiles(root: string): SourceFiles {
  return new Map(pathsBelow(root, '').map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
