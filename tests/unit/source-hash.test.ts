import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sourceFiles, sourceHash } from '../../scripts/build/source-hash.ts'
import { root } from '../../scripts/process/root.ts'

describe('the hash that tells whether a build is of this source', () => {
  let folder: string
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'neptun-source-'))
    write('app/page.tsx', 'page')
    write('lib/domain/chat.ts', 'chat')
    write('package-lock.json', '{}')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is the same for a copy, whenever it was written', () => {
    const copy = mkdtempSync(join(tmpdir(), 'neptun-source-'))
    cpSync(folder, copy, { recursive: true })
    utimesSync(join(copy, 'app/page.tsx'), 1, 1)
    expect(sourceHash(copy)).toBe(sourceHash(folder))
    rmSync(copy, { recursive: true })
  })

  test.each([
    ['a changed file', 'app/page.tsx', 'pages'],
    ['a changed lock file', 'package-lock.json', '{ }'],
    ['a new file', 'public/icon.svg', '<svg/>'],
    ['a new file at the top that nobody has heard of', 'postcss.config.mjs', ''],
  ])('differs for %s', (_what, path, content) => {
    const before = sourceHash(folder)
    write(path, content)
    expect(sourceHash(folder)).not.toBe(before)
  })

  test('differs for a file under another name, and for text that moved to the next file', () => {
    const before = sourceHash(folder)
    rmSync(join(folder, 'app/page.tsx'))
    write('app/pages.tsx', 'page')
    expect(sourceHash(folder)).not.toBe(before)
    write('a.ts', 'xy')
    write('b.ts', 'z')
    const split = sourceHash(folder)
    write('a.ts', 'x')
    write('b.ts', 'yz')
    expect(sourceHash(folder)).not.toBe(split)
  })

  test.each([
    'tests/unit/a.test.ts',
    'README.md',
    '.env',
    '.next/BUILD_ID',
    '.data/neptun.db',
    'node_modules/a/b.js',
  ])('does not look at %s', (path) => {
    const before = sourceHash(folder)
    write(path, 'anything')
    expect(sourceHash(folder)).toBe(before)
  })

  test('looks at the application here', () => {
    expect(sourceFiles(root)).toEqual(
      expect.arrayContaining(['lib/env.ts', 'next.config.ts', 'package-lock.json']),
    )
  })
})
