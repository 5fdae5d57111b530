import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../../scripts/process/root.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neptun-boot-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = `
  const { boot } = await import('./lib/boot/boot.ts')
  const environment = boot()
  console.log(JSON.stringify([environment.PORT, process.env.SESSION_PASSWORD]))`

/** Boots in a process of its own, as a start script does. */
function bootProcess(
  variables: Record<string, string>,
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: root,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: join(folder, 'data'), ...variables },
    })
    const written = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.err += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...written }))
  })
}

describe('a start', () => {
  test('with a faulty environment writes one line for each fault and ends with exit code 1', async () => {
    const { code, out, err } = await bootProcess({
      VERCEL: '1',
      PORT: 'abc',
      KV_REST_API_TOKEN: 'very-secret',
    })
    expect(code).toBe(1)
    expect(out).toBe('')
    const lines = err.trim().split('\n')
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'neptun: PORT',
      'neptun: KV_REST_API_URL',
      'neptun: SESSION_PASSWORD',
    ])
    expect(err).not.toContain('very-secret')
  })

  test('of several processes at once agrees on one password', async () => {
    const processes = await Promise.all([1, 2, 3, 4].map(() => bootProcess({ PORT: '4000' })))
    const kept = readFileSync(join(folder, 'data', 'session-password'), 'utf8')
    for (const { code, out, err } of processes) {
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(JSON.parse(out)).toEqual([4000, kept])
    }
  })
})
