import { MOST_API_KEYS } from '../../../lib/domain/api-key.ts'
import { makeKey } from '../../support/api-key.ts'
import type { Documented } from '../../support/api-reference.ts'
import type { App } from '../../support/app.ts'
import { type Client, newAccount } from '../../support/client.ts'

/** Who asks, and of whom. */
export type Setting = {
  /** Somebody who is signed in. */
  client: Client
  /** A client without cookies. */
  newClient: () => Client
  /** An application where nobody may sign up and whose store is away. */
  broken: App
  turnsPerMinute: number
}
type Way = (setting: Setting) => Promise<Response>
/** By status, the requests that are answered with it. */
export type Ways = Record<number, readonly Way[]>

const model = 'ollama/rwkv-6-world'
const MISSING_CHAT = '999999999'
const body = (question: string) => ({ messages: [{ role: 'user', content: question }] })

const turnAt = (client: Client, id: string, query: string, content: unknown, accept?: string) =>
  client.send('POST', `/api/ai/${id}/chat?${query}`, content, accept ? { headers: { accept } } : {})
/** A turn of which nothing is kept. */
const ask = (client: Client, id: string, question: string, accept?: string) =>
  turnAt(client, id, 'chat_id=0&is_playground=true', body(question), accept)
/** The key of a client's that may ask one model alone. */
const otherModelsKey = async (client: Client) => ({
  authorization: `Bearer ${(await makeKey(client, { models: [model] })).key}`,
})
const complete = (client: Client, id: string, question: string, more: object = {}) =>
  client.send('POST', '/api/v1/chat/completions', { model: id, ...body(question), ...more })
const fault =
  (id: string, name: string): Way =>
  ({ client }) =>
    ask(client, id, `/fault ${name}\nHm?`)

async function newChat({ client }: Setting): Promise<string> {
  return `/api/chats/${(await client.createChat()).id}`
}

/** What is particular to an operation; what all of a kind have in common is below. */
const particular: Record<string, Ways> = {
  createTurn: {
    200: [
      async ({ client }) => turnAt(client, model, `chat_id=${(await client.createChat()).id}`, body('Hello')),
      ({ client }) => ask(client, model, 'Hello', 'text/plain'),
    ],
    400: [
      ({ client }) => ask(client, 'qwen/nothing', 'Hello'),
      ({ client }) => turnAt(client, model, 'chat_id=x', body('Hello')),
      ({ client }) => turnAt(client, model, `chat_id=${MISSING_CHAT}`, body('Hello')),
      async ({ client }) =>
        turnAt(client, model, `chat_id=${(await client.createChat()).id}&is_playground=2`, body('Hello')),
      ({ client }) => turnAt(client, model, 'chat_id=0&is_playground=1', { messages: [] }),
      ({ client }) => ask(client, model, 'word '.repeat(20_000)),
    ],
    429: [
      async ({ newClient, turnsPerMinute }) => {
        const client = newClient()
        await client.signUp()
        for (let asked = 0; asked < turnsPerMinute; asked += 1)
          await (await ask(client, 'mistralai/Mistral-7B-Instruct-v0.3', '/echo x')).body?.cancel()
        return ask(client, 'mistralai/Mistral-7B-Instruct-v0.3', '/echo x')
      },
    ],
    500: [
      fault('openrouter/deepseek-chat', 'http-401'),
      fault('openrouter/deepseek-chat', 'http-500'),
      fault('openrouter/llama-3.3-70b-instruct', 'http-504'),
      fault('openrouter/llama-3.3-70b-instruct', 'cf-5007'),
      fault('openrouter/gemini-2.0-pro-exp-02-05', 'http-403-moderation'),
      fault('openrouter/gemini-2.0-pro-exp-02-05', 'http-429'),
      fault('cloudflare/llama-3.3-70b-instruct-fp8-fast', 'http-502-html'),
      fault('cloudflare/llama-3.3-70b-instruct-fp8-fast', 'overloaded'),
      fault('cloudflare/llama-3.3-70b-instruct-fp8-fast', 'quota'),
    ],
  },
  followReply: {
    200: [
      async (setting) => {
        const path = await newChat(setting)
        const chatId = path.split('/').at(-1)
        const running = await turnAt(setting.client, model, `chat_id=${chatId}`, body('/slow 40\n/say 30'))
        const followed = await setting.client.fetch(`${path}/stream`)
        await running.body?.cancel()
        return followed
      },
    ],
    204: [async (setting) => setting.client.fetch(`${await newChat(setting)}/stream`)],
    400: [async (setting) => setting.client.fetch(`${await newChat(setting)}/stream?cursor=x`)],
  },
  stopReply: {
    204: [async (setting) => setting.client.fetch(`${await newChat(setting)}/stream`, { method: 'DELETE' })],
    400: [
      async (setting) =>
        setting.client.fetch(`${await newChat(setting)}/stream?generation_id=!`, { method: 'DELETE' }),
    ],
  },
  listChats: {
    200: [({ client }) => client.fetch('/api/chats'), ({ client }) => client.fetch('/api/chats?q=Hello')],
    400: [
      ({ client }) => client.fetch('/api/chats?limit=0'),
      ({ client }) => client.fetch('/api/chats?cursor=x'),
    ],
  },
  createChat: {
    201: [
      ({ client }) => client.fetch('/api/chats', { method: 'POST' }),
      ({ client }) =>
        client.send('POST', '/api/chats', {
          name: 'Kept elsewhere',
          messages: [
            { role: 'user', content: 'Hm?' },
            { role: 'assistant', content: 'Mhm.' },
          ],
        }),
    ],
    400: [({ client }) => client.send('POST', '/api/chats', { name: '' })],
  },
  getChat: { 200: [async (setting) => setting.client.fetch(await newChat(setting))] },
  updateChat: {
    200: [
      async (setting) =>
        setting.client.send('PATCH', await newChat(setting), {
          pinned: true,
          systemPrompt: 'Be brief.',
          parameters: { temperature: 1, topP: 0.5, maxTokens: 9 },
        }),
    ],
    400: [async (setting) => setting.client.send('PATCH', await newChat(setting), { pinned: 'yes' })],
  },
  deleteChat: {
    204: [async (setting) => setting.client.fetch(await newChat(setting), { method: 'DELETE' })],
  },
  restoreChat: {
    200: [async (setting) => setting.client.fetch(`${await newChat(setting)}/restore`, { method: 'POST' })],
  },
  listMessages: {
    200: [
      async (setting) => {
        const path = await newChat(setting)
        const chatId = Number(path.split('/').at(-1))
        await setting.client.ask(model, { chatId, question: 'Hello' })
        await (
          await turnAt(setting.client, model, `chat_id=${chatId}`, body('/fault cut-after 3\nHm?'))
        ).text()
        await (await turnAt(setting.client, model, `chat_id=${chatId}`, body('/fault http-400\nHm?'))).text()
        return setting.client.fetch(`${path}/messages`)
      },
    ],
    400: [async (setting) => setting.client.fetch(`${await newChat(setting)}/messages?limit=0`)],
  },
  getUsage: {
    200: ['day', 'model', 'provider', 'key'].map(
      (group): Way =>
        ({ client }) =>
          client.fetch(`/api/usage?group=${group}`),
    ),
    400: [
      ({ client }) => client.fetch('/api/usage?from=2030-13-01'),
      ({ client }) => client.fetch('/api/usage?from=2030-01-02&to=2030-01-01'),
      ({ client }) => client.fetch('/api/usage?group=hour'),
    ],
  },
  exportUsage: {
    200: [({ client }) => client.fetch('/api/usage/export.csv')],
    400: [({ client }) => client.fetch('/api/usage/export.csv?to=yesterday')],
  },
  signUp: {
    201: [({ newClient }) => newClient().send('POST', '/api/auth/sign-up', newAccount())],
    400: [({ newClient }) => newClient().send('POST', '/api/auth/sign-up', { email: 'x', password: 'y' })],
    403: [({ broken }) => broken.client().send('POST', '/api/auth/sign-up', newAccount())],
    409: [
      async ({ newClient }) => {
        const account = newAccount()
        await newClient().signUp(account)
        return newClient().send('POST', '/api/auth/sign-up', account)
      },
    ],
  },
  signIn: {
    200: [
      async ({ newClient }) => {
        const account = newAccount()
        await newClient().signUp(account)
        return newClient().send('POST', '/api/auth/sign-in', account)
      },
    ],
    400: [({ newClient }) => newClient().send('POST', '/api/auth/sign-in', {})],
    401: [({ newClient }) => newClient().send('POST', '/api/auth/sign-in', newAccount())],
    429: [
      async ({ newClient }) => {
        const account = newAccount()
        for (let failures = 0; failures < 10; failures += 1)
          await newClient().send('POST', '/api/auth/sign-in', account)
        return newClient().send('POST', '/api/auth/sign-in', account)
      },
    ],
  },
  signOut: {
    204: [({ newClient }) => newClient().fetch('/api/auth/sign-out', { method: 'POST' })],
    400: [({ newClient }) => newClient().send('POST', '/api/auth/sign-out', { everywhere: 'yes' })],
  },
  listOpenAiModels: { 200: [({ client }) => client.fetch('/api/v1/models')] },
  getOpenAiModel: {
    403: [
      async ({ client }) =>
        client.fetch('/api/v1/models/openrouter/deepseek-chat', { headers: await otherModelsKey(client) }),
    ],
    200: [
      ({ client }) => client.fetch(`/api/v1/models/${model}`),
      ({ client }) => client.fetch(`/v1/models/${encodeURIComponent(model)}`),
    ],
    404: [({ client }) => client.fetch('/api/v1/models/qwen/nothing')],
  },
  createCompletion: {
    200: [
      ({ client }) => complete(client, model, 'Hello'),
      ({ client }) => complete(client, 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', '/think 5\nHm?'),
      ({ client }) =>
        complete(client, model, 'Hello', { stream: true, stream_options: { include_usage: true } }),
    ],
    400: [
      ({ client }) => complete(client, model, 'Hello', { tools: [{ type: 'function' }] }),
      ({ client }) => complete(client, model, 'word '.repeat(20_000)),
    ],
    404: [({ client }) => complete(client, 'qwen/nothing', 'Hello')],
    // A model that no other question goes to: it is closed for the second that the fault names.
    429: [({ client }) => complete(client, 'mistralai/Mistral-Nemo-Instruct-2407', '/fault http-429 1\nHm?')],
    502: [({ client }) => complete(client, 'mistralai/Mistral-7B-Instruct-v0.3', '/fault http-500\nHm?')],
    503: [({ client }) => complete(client, 'microsoft/Phi-3-mini-4k-instruct', '/fault overloaded\nHm?')],
    504: [({ client }) => complete(client, 'microsoft/Phi-3-mini-4k-instruct', '/fault http-504\nHm?')],
  },
  listKeys: { 200: [({ client }) => client.fetch('/api/keys')] },
  createKey: {
    201: [({ client }) => client.send('POST', '/api/keys', { name: 'seen once', models: [model] })],
    400: [({ client }) => client.send('POST', '/api/keys', { name: '' })],
    409: [
      async ({ newClient }) => {
        const client = newClient()
        await client.signUp()
        for (let made = 0; made < MOST_API_KEYS; made += 1) await makeKey(client)
        return client.send('POST', '/api/keys', { name: 'one too many' })
      },
    ],
  },
  revokeKey: {
    204: [
      async ({ client }) => client.fetch(`/api/keys/${(await makeKey(client)).id}`, { method: 'DELETE' }),
    ],
  },
  getSession: { 200: [({ client }) => client.fetch('/api/auth/session')] },
  listModels: { 200: [({ client }) => client.fetch('/api/models')] },
  getHealth: { 200: [({ client }) => client.fetch('/api/health')] },
  getReadiness: {
    200: [({ client }) => client.fetch('/api/health/ready')],
    503: [({ broken }) => broken.client().fetch('/api/health/ready')],
  },
  getReference: { 200: [({ client }) => client.fetch('/api/openapi.json')] },
}

const examples: Record<string, string> = {
  model_publisher: 'ollama',
  model_name: 'rwkv-6-world',
  chat_id: MISSING_CHAT,
}

/** The path of an operation, with ids of nothing that there is where it is told none. */
export const pathOf = (path: string, values: Record<string, string> = {}): string =>
  path.replace(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? examples[name] ?? 'missing')

/** Larger than any body may be. */
const hugeBody = () => JSON.stringify({ messages: 'x'.repeat(1024 * 1024) })

/** The requests that are answered with each status of an operation. */
export function answersOf({ method, path, operation }: Documented): Ways {
  const own = particular[operation.operationId] ?? {}
  const address = pathOf(path)
  const json = { 'content-type': 'application/json' }
  const send = (client: Client, headers: Record<string, string>, text = '{}') =>
    client.fetch(address, {
      method,
      headers: { ...json, ...headers },
      ...(method === 'GET' ? {} : { body: text }),
    })
  const common: Partial<Record<number, Way>> = {
    400: ({ client }) => send(client, {}, '{'),
    401: ({ newClient }) => send(newClient(), { authorization: 'Bearer npt_nobodys' }),
    ...(method !== 'GET' && { 403: ({ client }) => send(client, { origin: 'https://elsewhere.test' }) }),
    ...(/\{(?:chat|key)_id\}/u.test(path) && { 404: ({ client }) => send(client, {}) }),
    413: ({ client }) => send(client, {}, hugeBody()),
  }
  const ways: Ways = {}
  for (const status of Object.keys(operation.responses).map(Number)) {
    const hasBody = status !== 400 || operation.requestBody !== undefined
    const usual = hasBody ? common[status] : undefined
    ways[status] = [...(own[status] ?? []), ...(usual ? [usual] : [])]
  }
  return ways
}
