import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { newAccount } from '../../support/client.ts'
import { fillInExample, readmeExample } from '../../support/readme-examples.ts'
import { sharedStack, signedInClient } from '../../support/shared-stack.ts'
import { readReply } from '../../support/ui-stream.ts'

const run = promisify(execFile)
const origin = sharedStack().appOrigin
const folder = mkdtempSync(join(tmpdir(), 'neptun-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a shell command of the README prints. */
const shell = async (code: string) => (await run('bash', ['-euc', code], { cwd: folder })).stdout

test('the cURL examples: sign up, make a chat, talk', async () => {
  const session = fillInExample(readmeExample('curl-session'), { origin, chatId: 0 })
  const printed = await shell(session.replace('you@example.com', newAccount().email))
  const chatId = Number(/"chat":\{"id":(\d+)/u.exec(printed)?.[1])

  const streamed = await shell(fillInExample(readmeExample('curl-example'), { origin, chatId }))
  const reply = await readReply(new Response(streamed))
  expect(reply.done).toBe(true)
  expect(reply.text).toContain('Hello, how are you?')
})

test('the TypeScript example', async () => {
  const client = await signedInClient()
  const { id: chatId } = await client.createChat()
  const sessionCookie = client.cookies.get('neptun-session')
  const code = fillInExample(readmeExample('typescript-example'), { origin, chatId, sessionCookie })
  const file = join(folder, 'example.mts')
  writeFileSync(file, code)

  const { stdout } = await run(process.execPath, [file])
  expect(stdout).toContain('data: [DONE]')
  const [question, reply] = await client.messages(chatId)
  expect(question?.content).toBe('Hello, how are you?')
  expect(reply).toMatchObject({ status: 'complete', content: expect.stringContaining('Hello, how are you?') })
})
