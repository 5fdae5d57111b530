import { type Account, Client } from '../../tests/support/client.ts'

/** The user of the demo, on data of its own that only this machine can reach; the password is shown on the screen. */
export const demoUser: Account = { email: 'demo@neptun.local', password: 'neptun-demo' }

const model = 'cloudflare/llama-3.3-70b-instruct-fp8-fast'
const question = 'Hello, how are you?'

async function enter(client: Client): Promise<void> {
  const response = await client.send('POST', '/api/auth/sign-up', demoUser)
  if (response.status === 409) await client.signIn(demoUser)
  else if (!response.ok)
    throw new Error(`The demo user was refused (${response.status}): ${await response.text()}`)
}

/** Sees to it that the demo user exists and has a chat with a stored turn. Doing it again changes nothing. */
export async function furnishDemo(origin: string): Promise<void> {
  const client = new Client(origin)
  await enter(client)
  const { chats } = await client.expectJson<{ chats: unknown[] }>('GET', '/api/chats?limit=1')
  if (chats.length > 0) return
  const chat = await client.createChat({ model })
  await client.ask(model, { chatId: chat.id, question })
}
