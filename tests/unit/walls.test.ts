import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/process/root.ts'
import { brokenWalls } from '../walls/broken-walls.ts'
import { readSourceFiles } from '../walls/source-files.ts'

const broken = (files: Record<string, string>) => brokenWalls(new Map(Object.entries(files)))

describe('the walls of design.md', () => {
  const files = readSourceFiles(root)

  test('are looked at in the whole source', () => {
    expect(files.has('lib/env.ts')).toBe(true)
    expect(files.has('tests/unit/walls.test.ts')).toBe(true)
    expect([...files.keys()].filter((path) => path.includes('node_modules'))).toEqual([])
  })

  test('stand', () => {
    expect(brokenWalls(files)).toEqual([])
  })
})

describe('a broken wall is seen', () => {
  test.each([
    ['upwards, even for a type', { 'lib/domain/chat.ts': "import type { X } from '../store/contract.ts'" }],
    ['between blind neighbours', { 'lib/session/session.ts': "import { x } from '../store/contract.ts'" }],
    ['through the alias', { 'lib/models/router.ts': "export * from '@/lib/store/contract.ts'" }],
    ['without an ending', { 'components/chat/thread.tsx': "import { x } from '@/lib/store/contract'" }],
    ['by a lazy import', { 'lib/log.ts': "const load = () => import('./store/contract.ts')" }],
    ['by the type of an import', { 'lib/log.ts': "type X = import('./store/contract.ts').X" }],
    [
      'into the tests',
      { 'app/page.tsx': "import { x } from '@/tests/support/app.ts'", 'tests/support/app.ts': '' },
    ],
  ])('%s', (_way, example) => {
    expect(broken({ 'lib/store/contract.ts': '', ...example })).toHaveLength(1)
  })

  test('and an open door is none', () => {
    expect(
      broken({
        'app/page.tsx': "import { Thread } from '@/components/chat/thread.tsx'\nimport '@/lib/chat/turn.ts'",
        'components/chat/thread.tsx': "'use client'\nimport { x } from '@/lib/domain/chat.ts'",
        'lib/chat/turn.ts': "import '../store/contract.ts'\nimport '../domain/chat.ts'",
        'lib/store/contract.ts': "import '../domain/chat.ts'",
        'lib/domain/chat.ts': '',
      }),
    ).toEqual([])
  })

  test('a file of no floor', () => {
    expect(broken({ 'helpers/misc.ts': '' })).toEqual([
      'helpers/misc.ts stands on no floor of tests/walls/rules.ts',
    ])
  })

  test('a cycle of what is loaded, not one of types', () => {
    const cycle = (how: string) => ({
      'lib/chat/a.ts': "import './b.ts'",
      'lib/chat/b.ts': "import './c.ts'",
      'lib/chat/c.ts': `import ${how} './a.ts'`,
    })
    expect(broken(cycle(''))).toEqual([
      'cycle: lib/chat/a.ts → lib/chat/b.ts → lib/chat/c.ts → lib/chat/a.ts',
    ])
    expect(broken(cycle('type { A } from'))).toEqual([])
  })

  test('zod and the server in the browser, also at second hand', () => {
    const client = (lines: string) => ({
      'components/chat/composer.tsx': "'use client'\nimport { x } from './rules.ts'",
      'components/chat/rules.ts': lines,
    })
    expect(broken(client("import { z } from 'zod'"))).toEqual([
      'components/chat/composer.tsx brings zod into the browser, through components/chat/rules.ts',
    ])
    expect(broken(client("import { readFile } from 'fs'"))).toHaveLength(1)
    expect(broken(client("import type { z } from 'zod'"))).toEqual([])
    expect(
      broken({
        'app/settings/form.tsx': "'use client'\nimport { environment } from '@/lib/env.ts'",
        'lib/env.ts': '',
      }),
    ).toEqual(['app/settings/form.tsx brings lib/env.ts into the browser, through app/settings/form.tsx'])
  })

  test('Node in the middleware', () => {
    expect(
      broken({
        'middleware.ts': "import { cookie } from '@/lib/session/cookie.ts'",
        'lib/session/cookie.ts': "import { scryptSync } from 'node:crypto'",
      }),
    ).toEqual(['middleware.ts brings node:crypto to the edge, through lib/session/cookie.ts'])
  })

  test.each([
    ['process.env.SECRET', 'SECRET'],
    ["process['env'].SECRET", 'SECRET'],
    ['const { SECRET } = process.env', '*'],
    ["import { env } from 'node:process'", '*'],
  ])('a second reader of the environment: %s', (line, name) => {
    expect(broken({ 'lib/chat/turn.ts': line })).toEqual([
      `lib/chat/turn.ts reads process.env (${name}): lib/env.ts is its only reader`,
    ])
    expect(broken({ 'lib/env.ts': line })).toEqual([])
    expect(broken({ 'scripts/start.ts': line })).toEqual([])
  })
})
