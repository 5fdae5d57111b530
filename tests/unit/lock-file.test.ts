import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { root } from '../../scripts/process/root.ts'

const names = z.record(z.string(), z.string()).default({})
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), dependencies: names, optionalDependencies: names }),
  ),
})
type Packages = z.infer<typeof lockFile>['packages']

const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'))

/** Where Node looks for `name` from the package at `path`: in its own node_modules, then in each one further up. */
function entryOf(packages: Packages, path: string, name: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (candidate in packages) return candidate
    if (folder === '') return undefined
  }
}

/** Optional dependencies (a platform's binary, mostly) that are named but have no entry, so that `npm ci` cannot install them. */
function missingOptional(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => entryOf(packages, path, name) === undefined)
      .map((name) => `${path || 'the project'} → ${name}`),
  )
}

describe('package-lock.json', () => {
  const { packages } = lockFile.parse(read('package-lock.json'))

  test('has an entry for every optional dependency, so that it is complete on every platform', () => {
    const optional = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies))
    expect(optional).toContain('@next/swc-darwin-arm64')
    expect(missingOptional(packages)).toEqual([])
  })

  test('a binary of another platform that is left out is seen', () => {
    const { 'node_modules/@next/swc-darwin-arm64': _left, ...rest } = packages
    expect(missingOptional(rest)).toEqual(['node_modules/next → @next/swc-darwin-arm64'])
  })

  test('names no host to download from', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/u)
  })

  test('package.json pins exact versions, those of the lock file', () => {
    const manifest = z.object({ dependencies: names, devDependencies: names }).parse(read('package.json'))
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/u)
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version)
    }
  })
})
