import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What at the top of the project never enters the production build. The list names what is left out rather than what
 * counts, so that a file nobody thought of makes one build too many, never a stale one.
 */
const leftOut = new Set([
  'node_modules',
  'tests',
  'scripts',
  'docs',
  'coverage',
  'test-results',
  'playwright-report',
  'biome.json',
  'vitest.config.ts',
  'playwright.config.ts',
  'next-env.d.ts',
])
const isLeftOut = (name: string) =>
  leftOut.has(name) || name.startsWith('.') || /\.(?:md|tsbuildinfo)$/u.test(name)

function filesBelow(folder: string, prefix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`
    if (prefix === '' && isLeftOut(entry.name)) return []
    return entry.isDirectory() ? filesBelow(join(folder, entry.name), `${path}/`) : [path]
  })
}

/** Relative paths, with `/`, of all files that the production build of the project at `root` is made of. */
export function sourceFiles(root: string): string[] {
  return filesBelow(root, '').sort()
}

/** SHA-256 (hex) over names and contents of the source: equal exactly when the source is. Times do not count. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256')
  for (const path of sourceFiles(root)) {
    const content = readFileSync(join(root, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
