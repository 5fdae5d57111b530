import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/process/root.ts'

/** The text of README.md. */
export const readReadme = (): string => readFileSync(join(root, 'README.md'), 'utf8')

/**
 * The code of the block of the README that has this name behind its language, such as `curl-example` in
 * "```bash curl-example".
 * @throws Error when there is not exactly one.
 */
export function readmeExample(name: string, readme: string = readReadme()): string {
  const blocks = [...readme.matchAll(/^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gmu)].filter(
    ([, , named]) => named === name,
  )
  const code = blocks[0]?.[3]
  if (blocks.length !== 1 || code === undefined)
    throw new Error(`README.md has ${blocks.length} code blocks named ${name}; it needs exactly one`)
  return code
}

/** What a reader puts into an example of their own. */
export type ExampleValues = { origin: string; chatId: number; sessionCookie?: string }

/** An example as a reader of the README would run it: with their host, chat id and cookie, and nothing else changed. */
export function fillInExample(code: string, { origin, chatId, sessionCookie = '' }: ExampleValues): string {
  return code
    .replaceAll('http://127.0.0.1:3000', origin)
    .replaceAll('chat_id=1', `chat_id=${chatId}`)
    .replaceAll('"chat_id": 1', `"chat_id": ${chatId}`)
    .replaceAll('YOUR_SESSION_COOKIE', sessionCookie)
}
