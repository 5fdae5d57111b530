import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApiDocument } from '../../../lib/reference/document.ts'
import { checkAnswers, operationsOf, readReference } from '../../support/api-reference.ts'
import { type App, startApp } from '../../support/app.ts'
import { type DemoStack, startDemoStack } from '../../support/demo-stack.ts'
import { parseUiStream } from '../../support/ui-stream.ts'
import { answersOf, type Setting, type Ways } from './reference-answers.ts'

/** More than the walk itself asks for in a minute, and few enough to be used up quickly. */
const TURNS_PER_MINUTE = 40

let stack: DemoStack
/** Nobody may sign up there, and its store is away. */
let broken: App
let document: ApiDocument
let setting: Setting
beforeAll(async () => {
  const limits = { RATE_LIMIT_TURNS: String(TURNS_PER_MINUTE) }
  stack = await startDemoStack({ build: false, env: limits })
  broken = await startApp({
    build: false,
    env: {
      SIGN_UP: 'closed',
      SESSION_PASSWORD: 'x'.repeat(32),
      KV_REST_API_URL: 'http://127.0.0.1:9',
      KV_REST_API_TOKEN: 'nobody',
    },
  })
  document = await readReference(stack.app.client())
  const client = stack.app.client()
  await client.signUp()
  setting = { client, newClient: () => stack.app.client(), broken, turnsPerMinute: TURNS_PER_MINUTE }
}, 120_000)
afterAll(async () => {
  await broken?.stop()
  await stack?.stop()
})

test('every documented status of every operation is answered, with a body as documented', async () => {
  const check = checkAnswers(document)
  const faults: string[] = []
  const unseen: string[] = []
  for (const documented of operationsOf(document)) {
    const { operationId } = documented.operation
    const ways: Ways = answersOf(documented)
    for (const status of Object.keys(documented.operation.responses)) {
      const name = `${operationId} ${status}`
      const listed = ways[Number(status)] ?? []
      if (listed.length === 0) unseen.push(name)
      for (const provoke of listed) {
        const response = await provoke(setting)
        if (response.status !== Number(status))
          faults.push(`${name} was answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
        else for (const fault of await check.faultsOf(documented, response)) faults.push(`${name}: ${fault}`)
      }
    }
  }
  expect(unseen).toEqual([])
  expect(faults).toEqual([])
}, 400_000)

test('every event of a stream is as documented', async () => {
  const check = checkAnswers(document)
  const client = stack.app.client()
  await client.signUp()
  const chat = await client.createChat()
  const seen = new Set<string>()
  for (const question of ['/think 5\nHm?', '/fault cut-after 3\nHm?', '/slow 30\n/say 5']) {
    const response = await client.postChat('deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', {
      chatId: chat.id,
      question,
    })
    for await (const event of parseUiStream(response)) {
      if (event.kind !== 'part') continue
      seen.add(event.part.type)
      expect(check.faultsOfValue('StreamPart', event.part), JSON.stringify(event.part)).toEqual([])
    }
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['start', 'text-delta', 'reasoning-delta', 'error', 'finish']),
  )
})

describe('the check', () => {
  test('sees a field too many, one too few and a wrong status', async () => {
    const check = checkAnswers(document)
    const found = operationsOf(document).find(({ operation }) => operation.operationId === 'getSession')
    if (!found) throw new Error('The operation is gone')
    const answer = (body: unknown, status = 200) =>
      new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', 'x-request-id': 'r' },
      })
    const user = { id: 1, email: 'a@b.c' }
    expect(await check.faultsOf(found, answer({ user }))).toEqual([])
    expect(await check.faultsOf(found, answer({ user: { ...user, passwordHash: 'x' } }))).not.toEqual([])
    expect(await check.faultsOf(found, answer({ user: { id: 1 } }))).not.toEqual([])
    expect(await check.faultsOf(found, answer({ user }, 418))).not.toEqual([])
  })
})
