import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeKey } from '../../support/api-key.ts'
import { operationsOf, readReference } from '../../support/api-reference.ts'
import { sharedClient, signedInClient } from '../../support/shared-stack.ts'
import { pathOf } from './reference-answers.ts'

const model = 'ollama/rwkv-6-world'

/** Somebody with a chat, a turn, an answer and a key, of which every text holds `mark`. */
async function furnished(mark: string) {
  const client = await signedInClient()
  const chat = await client.createChat({ name: `${mark} chat` })
  const { response } = await client.ask(model, { chatId: chat.id, question: `/echo ${mark} answer` })
  const { key, id: keyId } = await makeKey(client, { name: `${mark} key` })
  const [question] = await client.messages(chat.id)
  return {
    client,
    key,
    ids: {
      chat_id: String(chat.id),
      key_id: keyId,
      generation_id: response.headers.get('x-neptun-generation-id') ?? '',
      message_id: question?.id ?? '',
    },
  }
}

test('a key sees and changes nothing of another user on any route of the reference', async () => {
  const mark = `secret-${randomUUID()}`
  const owner = await furnished(mark)
  const other = await furnished('plain')
  const state = async () => ({
    chats: await owner.client.expectJson('GET', '/api/chats'),
    messages: await owner.client.messages(Number(owner.ids.chat_id)),
    keys: await owner.client.expectJson<{ keys: { lastUsedAt: string | null }[] }>('GET', '/api/keys'),
    usage: await owner.client.expectJson('GET', '/api/usage'),
  })
  const before = await state()
  const bodies: Record<string, unknown> = {
    createTurn: {
      messages: [{ role: 'user', content: 'Hm?' }],
      parent_id: owner.ids.message_id,
    },
    updateChat: { name: 'Taken over' },
    createChat: { name: 'Mine' },
    createCompletion: { model, messages: [{ role: 'user', content: 'Hm?' }] },
    createKey: { name: 'Mine' },
    signUp: {},
    signIn: {},
    signOut: { everywhere: true },
  }

  const walked: string[] = []
  for (const { method, path, operation } of operationsOf(await readReference(sharedClient()))) {
    const { operationId, parameters = [] } = operation
    const query = new URLSearchParams(
      parameters.flatMap(({ in: place, name }) => {
        if (place !== 'query') return []
        if (name === 'q') return [['q', mark]]
        const id = owner.ids[String(name) as keyof typeof owner.ids]
        return id === undefined ? [] : [[String(name), id]]
      }),
    )
    const address = `${pathOf(path, owner.ids)}?${query}`
    const body = bodies[operationId]
    const response = await fetch(new URL(address, other.client.origin), {
      method,
      headers: { authorization: `Bearer ${other.key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const name = `${operationId} was answered ${response.status}`
    expect(text, name).not.toContain(mark)
    expect(text, name).not.toContain(owner.ids.key_id)
    const namesTheirs = [path, ...query.keys()].join(' ').match(/chat_id|key_id/u) !== null
    if (namesTheirs) expect([400, 401, 404], name).toContain(response.status)
    walked.push(operationId)
  }
  expect(walked).toEqual(expect.arrayContaining(['createTurn', 'getChat', 'getUsage', 'exportUsage']))
  expect(await state()).toEqual(before)
  // The key itself works: what was refused above was refused for whose it is.
  const own = await fetch(new URL(`/api/chats/${other.ids.chat_id}/messages`, other.client.origin), {
    headers: { authorization: `Bearer ${other.key}` },
  })
  expect(await own.text()).toContain('plain answer')
})
