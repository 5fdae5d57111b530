import { randomUUID } from 'node:crypto'
import type { Chat, StoredMessage } from '../../lib/domain/chat.ts'
import { readReply, type StreamedReply } from './ui-stream.ts'

/** Body and query of a turn; `question` stands for a body with that one user message. */
export type Turn = {
  chatId?: number | string
  question?: string
  body?: unknown
  query?: Record<string, string>
  headers?: Record<string, string>
  signal?: AbortSignal
}

export type Account = { email: string; password: string }

/** An account that nobody has yet. */
export const newAccount = (): Account => ({
  email: `user-${randomUUID()}@example.test`,
  password: 'correct horse battery',
})

/** A program that talks to the API and keeps its cookies, as `curl -b jar -c jar` does. */
export class Client {
  readonly origin: string
  readonly cookies = new Map<string, string>()

  constructor(origin: string) {
    this.origin = origin
  }

  /** The value of the header Cookie, empty without cookies. */
  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** A request to a path of ours with the cookies so far; cookies of the response are kept. Redirects are not followed. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0 && !headers.has('cookie')) headers.set('cookie', this.cookieHeader)
    const response = await fetch(new URL(path, this.origin), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  /** A request with a JSON body. */
  send(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...Object.fromEntries(new Headers(init.headers)) }
    return this.fetch(path, {
      ...init,
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  }

  /** The JSON of a response that has to be a success. */
  async expectJson<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body)
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
    // The type parameter is the caller's claim; what it asserts of the value is the check.
    return (await response.json()) as T
  }

  /** Signs up, as somebody new unless told who, and is signed in afterwards. */
  async signUp(account: Account = newAccount()): Promise<Account & { id: number }> {
    const { user } = await this.expectJson<{ user: { id: number } }>('POST', '/api/auth/sign-up', account)
    return { ...account, id: user.id }
  }

  /** Signs in. */
  async signIn(account: Account): Promise<void> {
    await this.expectJson('POST', '/api/auth/sign-in', { email: account.email, password: account.password })
  }

  async createChat(chat: { name?: string; model?: string } = {}): Promise<Chat> {
    return (await this.expectJson<{ chat: Chat }>('POST', '/api/chats', chat)).chat
  }

  /** The newest page of a chat's messages, oldest first. */
  async messages(chatId: number): Promise<StoredMessage[]> {
    const path = `/api/chats/${chatId}/messages`
    return (await this.expectJson<{ messages: StoredMessage[] }>('GET', path)).messages
  }

  /** Posts a turn to a model (`publisher/name`) and gives the response as it is, its body unread. */
  postChat(model: string, turn: Turn): Promise<Response> {
    const query = new URLSearchParams(turn.query)
    if (turn.chatId !== undefined) query.set('chat_id', String(turn.chatId))
    const body = turn.body ?? { messages: [{ role: 'user', content: turn.question ?? '' }] }
    const { headers, signal } = turn
    return this.send('POST', `/api/ai/${model}/chat?${query}`, body, { headers, signal })
  }

  /** Posts a turn that has to be answered, and reads the reply to its end. */
  async ask(model: string, turn: Turn): Promise<StreamedReply & { response: Response }> {
    const response = await this.postChat(model, turn)
    if (response.status !== 200)
      throw new Error(`${model} answered ${response.status}: ${await response.text()}`)
    return { response, ...(await readReply(response)) }
  }

  #keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';')
    const [name = '', ...value] = pair.split('=')
    const gone =
      attributes.some((attribute) => /^\s*max-age=0\s*$/iu.test(attribute)) || value.join('=') === ''
    if (gone) this.cookies.delete(name.trim())
    else this.cookies.set(name.trim(), value.join('='))
  }
}
