import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXAMPLE_ORIGIN } from '../../../lib/reference/examples.ts'
import type { Sample } from '../../../lib/reference/operation.ts'
import { operations } from '../../../lib/reference/operations/index.ts'
import { makeKey } from '../../support/api-key.ts'
import { sharedStack, signedInClient } from '../../support/shared-stack.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'neptun-reference-'))
afterAll(() => rmSync(folder, { recursive: true }))

let key: string
let chatId: number
beforeAll(async () => {
  const client = await signedInClient()
  key = (await makeKey(client)).key
  chatId = (await client.createChat()).id
})

/** How a reader runs an example. */
const programs: Record<Sample['language'], { file: string; command: string }> = {
  cURL: { file: 'example.sh', command: 'bash' },
  Python: { file: 'example.py', command: 'python3' },
  TypeScript: { file: 'example.mts', command: process.execPath },
}
/** What an example prints when it works. */
const printed: Record<string, RegExp> = {
  createTurn: /how are you/u,
  createCompletion: /how are you/u,
  listOpenAiModels: /openrouter\/deepseek-chat/u,
}

const examples = operations.flatMap(({ id, samples = [] }) =>
  samples.map((sample) => [id, sample.language, sample.code] as const),
)

test('there are examples in three languages', () => {
  expect(new Set(examples.map(([id]) => id))).toEqual(new Set(Object.keys(printed)))
  expect(examples).toHaveLength(3 * Object.keys(printed).length)
})

test.each(examples)('%s in %s does what it shows', async (id, language, code) => {
  const { file, command } = programs[language]
  const filled = code
    .replaceAll(EXAMPLE_ORIGIN, sharedStack().appOrigin)
    .replaceAll('YOUR_API_KEY', key)
    .replaceAll('chat_id=1', `chat_id=${chatId}`)
  expect(filled).not.toBe(code)
  const path = join(folder, `${id}-${file}`)
  writeFileSync(path, filled)
  const { stdout } = await run(command, [path], { cwd: folder })
  expect(stdout).toMatch(printed[id] ?? /never/u)
})
