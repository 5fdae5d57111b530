import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { findProgram } from '../../scripts/machine/program.ts'
import { provideTestPrograms } from '../../scripts/machine/test-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'neptun-programs-'))
afterAll(() => rmSync(folder, { recursive: true }))
const program = (name: string, mode: number) => {
  writeFileSync(join(folder, name), '#!/bin/sh\n')
  chmodSync(join(folder, name), mode)
  return join(folder, name)
}

describe('a program', () => {
  test('is found in PATH and where it stands, if it can be run', () => {
    const runnable = program('neptun-runnable', 0o755)
    program('neptun-text', 0o644)
    vi.stubEnv('PATH', ['/nowhere', folder].join(delimiter))
    expect(findProgram(['neptun-absent', 'neptun-text', 'neptun-runnable'])).toBe(runnable)
    expect(findProgram([runnable])).toBe(runnable)
    expect(findProgram(['neptun-text'])).toBeNull()
  })

  test('that the tests need and that cannot be installed here is told with what to do', () => {
    vi.stubEnv('PATH', folder)
    const sentences = provideTestPrograms()
    expect(sentences).toContainEqual(
      expect.stringMatching(/^Missing: redis-server, .* apt-get install redis-server/u),
    )
  })
})
