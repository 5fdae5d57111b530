import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  ServerStartError,
  type ServerVariables,
  startServerProcess,
} from '../../../scripts/serve/server-process.ts'
import { type App, startApp } from '../../support/app.ts'
import { sharedStack } from '../../support/shared-stack.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'neptun-start-'))
afterAll(() => rmSync(dataDir, { recursive: true }))

/** How a start ends that has to fail. */
async function failedStart(variables: ServerVariables): Promise<ServerStartError> {
  try {
    const server = await startServerProcess({ DATA_DIR: dataDir, ...variables })
    await server.kill()
  } catch (error) {
    if (error instanceof ServerStartError) return error
    throw error
  }
  throw new Error('The server started')
}

describe('a start is refused, with exit code 1 and one line for each fault,', () => {
  test('for variables that are wrong', async () => {
    const { exitCode, logs } = await failedStart({
      PORT: 'abc',
      SIGN_UP: 'maybe',
      SESSION_PASSWORD: 'too short',
    })
    expect(exitCode).toBe(1)
    const lines = logs.trimEnd().split('\n')
    expect(lines.map((line) => /^neptun: (\w+) /u.exec(line)?.[1])).toEqual([
      'PORT',
      'SESSION_PASSWORD',
      'SIGN_UP',
    ])
    expect(logs).not.toContain('too short')
  })

  test('on Vercel without a store or a password that last', async () => {
    const { exitCode, logs } = await failedStart({ VERCEL: '1' })
    expect(exitCode).toBe(1)
    expect(logs).toMatch(
      /^neptun: KV_REST_API_URL and KV_REST_API_TOKEN are missing.*\nneptun: SESSION_PASSWORD is missing/u,
    )
  })

  test('for a port that is taken', async () => {
    const { port } = new URL(sharedStack().appOrigin)
    const { exitCode, logs } = await failedStart({ PORT: port })
    expect(exitCode).toBe(1)
    expect(logs).toBe(
      `neptun: PORT ${port} is in use by another program: end that one, or set PORT to another number\n`,
    )
  })
})

describe('a server', () => {
  const start = (env: Record<string, string> = {}): Promise<App> =>
    startApp({ build: false, env: { DATA_DIR: dataDir, ...env } })

  test('says where it is, listens there whatever HOSTNAME says, and ends when it is told to', async () => {
    const server = await start({ HOSTNAME: 'the-name-of-a-container' })
    expect(server.logs()).toContain(`Neptun is ready at ${server.origin}\n`)
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u)
    await server.stop()
    expect(await server.ended).toBe(143)
    await expect(fetch(server.origin)).rejects.toThrow()
  })

  test('keeps the password that it made, so that a session outlives a power cut', async () => {
    const first = await start()
    const client = first.client()
    await client.signUp()
    await first.kill()
    expect(statSync(join(dataDir, 'session-password')).mode & 0o777).toBe(0o600)

    const second = await start()
    const again = second.client()
    for (const [name, value] of client.cookies) again.cookies.set(name, value)
    expect((await again.fetch('/api/auth/session')).status).toBe(200)
    await second.stop()
  })

  test('ends with the process that started it, even when that one is killed', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent-process.ts'), dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(parent.stdout.setEncoding('utf8'), 'data')
    const origin = String(line).trim()
    expect((await fetch(`${origin}/api/health`)).status).toBe(200)
    parent.kill('SIGKILL')
    const answers = async () => {
      try {
        return (await fetch(`${origin}/api/health`)).status
      } catch {
        return 'gone'
      }
    }
    await expect.poll(answers, { timeout: 15_000 }).toBe('gone')
  })
})
