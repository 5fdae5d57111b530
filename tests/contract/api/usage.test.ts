import { expect, test } from 'vitest'
import type { UsageReport, UsageView } from '../../../lib/usage/report.ts'
import { makeKey } from '../../support/api-key.ts'
import type { Client } from '../../support/client.ts'
import { signedInClient } from '../../support/shared-stack.ts'

const priced = 'openrouter/deepseek-chat'
const unpriced = 'ollama/rwkv-6-world'

const report = (client: Client, query = '') => client.expectJson<UsageReport>('GET', `/api/usage?${query}`)
async function lines(client: Client): Promise<Record<string, string>[]> {
  const text = await (await client.fetch('/api/usage/export.csv')).text()
  const [head = '', ...rows] = text.trimEnd().split('\r\n')
  const names = head.split(',')
  return rows.map((row) =>
    Object.fromEntries(row.split(',').map((cell, index) => [names[index] ?? '', cell])),
  )
}
const ask = (client: Client, model: string, question: string, query = 'chat_id=0&is_playground=true') =>
  client.send('POST', `/api/ai/${model}/chat?${query}`, { messages: [{ role: 'user', content: question }] })

test('a turn of each surface is recorded, with its key, its route and its tokens', async () => {
  const client = await signedInClient()
  const { id: chatId } = await client.createChat()
  await client.ask(priced, { chatId, question: '/say 5' })
  await (await ask(client, unpriced, '/say 5')).text()
  const { key, id: keyId } = await makeKey(client, { name: '=HYPERLINK("x")' })
  const completion = await fetch(new URL('/api/v1/chat/completions', client.origin), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: priced, messages: [{ role: 'user', content: '/say 5' }] }),
  })
  expect(completion.status).toBe(200)
  const { usage: told } = (await completion.json()) as { usage: { prompt_tokens: number } }

  // A turn that is not stored is recorded behind its last byte.
  await expect.poll(async () => (await report(client)).totals.turns).toBe(3)
  const recorded = await lines(client)
  expect(recorded.map(({ surface }) => surface).toSorted()).toEqual(['chat', 'playground', 'v1'])
  expect(recorded.map(({ outcome }) => outcome)).toEqual(['complete', 'complete', 'complete'])
  const byKey = recorded.find(({ surface }) => surface === 'v1')
  expect(byKey).toMatchObject({
    key_id: keyId,
    model: priced,
    provider: 'openrouter',
    upstream_model: 'deepseek/deepseek-chat',
    input_tokens: String(told.prompt_tokens),
    estimated: 'false',
  })
  // A spreadsheet must not take a name for a formula.
  expect(byKey?.key_name).toMatch(/^"'=HYPERLINK/u)
  expect(recorded.find(({ surface }) => surface === 'playground')).toMatchObject({ key_id: '', cost_usd: '' })

  const { totals, groups } = await report(client, 'group=key')
  expect(groups.map(({ group, turns }) => [group, turns])).toEqual([
    [null, 2],
    [keyId, 1],
  ])
  expect(totals.unpricedTurns).toBe(1)
  expect(totals.cost?.usd).toBeGreaterThan(0)
  const byModel = await report(client, 'group=model')
  const of = (model: string) => byModel.groups.find(({ group }) => group === model)
  expect(of(unpriced)?.cost).toBeNull()
  expect(of(priced)).toMatchObject({ turns: 2, unpricedTurns: 0, cost: totals.cost })
})

test('a receipt and its record tell the same', async () => {
  const client = await signedInClient()
  const { id: chatId } = await client.createChat()
  await client.ask(priced, { chatId, question: '/say 20' })
  const receipt = (await client.messages(chatId)).at(-1)?.receipt
  const [line] = await lines(client)
  expect(line).toMatchObject({
    input_tokens: String(receipt?.usage?.inputTokens),
    output_tokens: String(receipt?.usage?.outputTokens),
    cost_usd: String(receipt?.cost?.usd),
    first_token_ms: String(receipt?.firstTokenMs),
    total_ms: String(receipt?.totalMs),
  })
})

test('who leaves before the last chunk pays for what was written', async () => {
  const client = await signedInClient()
  const leave = new AbortController()
  const response = await client.fetch(`/api/ai/${unpriced}/chat?chat_id=0&is_playground=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: '/slow 20\n/say 500' }] }),
    signal: leave.signal,
  })
  const reader = response.body?.getReader()
  let read = ''
  const decoder = new TextDecoder()
  while (read.split('text-delta').length < 6) read += decoder.decode((await reader?.read())?.value)
  leave.abort()
  await expect.poll(async () => (await lines(client))[0]?.outcome).toBe('left')
  const [line] = await lines(client)
  expect(line?.estimated).toBe('true')
  expect(Number(line?.output_tokens)).toBeGreaterThan(2)
  expect(Number(line?.input_tokens)).toBeGreaterThan(0)
  expect(line?.cost_usd).toBe('')
})

test('a stopped turn and failed ones are recorded as such', async () => {
  const client = await signedInClient()
  const { id: chatId } = await client.createChat()
  const running = await client.postChat(unpriced, { chatId, question: '/slow 20\n/say 500' })
  const reader = running.body?.getReader()
  const decoder = new TextDecoder()
  let read = ''
  while (!read.includes('text-delta')) read += decoder.decode((await reader?.read())?.value)
  await client.fetch(`/api/chats/${chatId}/stream`, { method: 'DELETE' })
  while (!(await reader?.read())?.done);
  await (await client.postChat(unpriced, { chatId, question: '/fault http-400\nHm?' })).text()
  await (await client.postChat(unpriced, { chatId, question: '/say 9\n/fault cut-after 3' })).text()
  const recorded = await lines(client)
  expect(recorded.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'stopped'])
  expect(recorded[1]).toMatchObject({ error_code: 'upstream_rejected', output_tokens: '', cost_usd: '' })
  expect((await report(client)).totals).toMatchObject({ turns: 3, failures: 2 } satisfies Partial<UsageView>)
})

test('an imported conversation and a question that is asked again are no turns', async () => {
  const client = await signedInClient()
  await client.expectJson('POST', '/api/chats', {
    messages: [
      { role: 'user', content: 'Hm?' },
      { role: 'assistant', content: 'Mhm.' },
    ],
  })
  const { id: chatId } = await client.createChat()
  const body = { messages: [{ id: 'once', role: 'user', content: '/say 3' }] }
  for (const _ of [1, 2]) await (await client.postChat(unpriced, { chatId, body })).text()
  expect((await report(client)).totals.turns).toBe(1)
})

test.each([
  ['from=yesterday', 'from'],
  ['from=2030-02-30', 'from'],
  ['to=0000-01-05', 'to'],
  ['to=31.12.2030', 'to'],
  ['from=2030-01-02&to=2030-01-01', 'from'],
  ['from=2029-01-01&to=2030-12-31', 'from'],
  ['group=hour', 'group'],
])('%s is a 400 that names the field', async (query, path) => {
  const client = await signedInClient()
  const response = await client.fetch(`/api/usage?${query}`)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ data: { code: 'invalid_body', issues: [{ path }] } })
})
