import { Chat } from '@ai-sdk/react'
import { newMessageId } from '@/lib/domain/ids.ts'
import { apiRequest, errorBodyOf } from '../api/api-request.ts'
import { expectTurn } from '../history/use-turn-report.ts'
import type { ChatSettings } from '../settings/chat-settings.ts'
import { withStored } from './branch.ts'
import { type ChatMessage, isSettled, textOf } from './chat-message.ts'
import { moveQueueTo } from './composer-draft.ts'
import { keepBranch, readKeptBranch } from './kept-branch.ts'
import { nextChance } from './next-chance.ts'
import { ReplyTransport } from './reply-transport.ts'
import { ThreadTree } from './thread-tree.ts'
import { turnBody, turnUrl } from './turn-request.ts'
import { readWaitingFor, type WaitingFor } from './waiting-for.ts'

/** How long a stopped reply may take to end its stream by itself, receipt included. */
const STOP_GRACE_MS = 2000

type SessionInit = {
  /** null: the chat comes into being with its first message; a playground never does. */
  chatId: number | null
  isPlayground: boolean
  model: string
  /** All that is stored, with other branches, oldest first; the newest branch is shown. */
  messages: ChatMessage[]
  /** Told as soon as the conversation has a chat id. */
  register?: (chatId: number, session: ChatSession) => void
}

/** The id in the answer of POST /api/chats. @throws Error when it is none. */
export function chatIdOf(answer: unknown): number {
  const chat = typeof answer === 'object' && answer !== null && 'chat' in answer ? answer.chat : null
  if (typeof chat === 'object' && chat !== null && 'id' in chat && typeof chat.id === 'number') return chat.id
  throw new Error('POST /api/chats gave no chat')
}

/**
 * A conversation on this page: useChat's state and what belongs to it. It outlives the components that show it, so a
 * reply streams on while its page is exchanged for another.
 */
export class ChatSession {
  /** Tells it from the others of this tab. */
  readonly key = newMessageId()
  readonly chat: Chat<ChatMessage>
  readonly isPlayground: boolean
  chatId: number | null
  /** The model of the next turn. */
  model: string
  /** When the running turn was asked for or found, in Unix milliseconds. */
  begunAt = 0
  /** What a chat that does not exist yet will be told when it comes into being. */
  settings: ChatSettings | null = null
  /** Told once, when the chat has come into being; set by the page that shows it. */
  onCreated: ((chatId: number) => void) | null = null
  /** Told when a lost connection is back and what happened meanwhile may have to be read anew. */
  onReconnected: (() => void) | null = null
  /** Whether it was announced last that a reply runs, not that it ended. */
  isToldRunning = false
  /** Whether something was sent while a reply runs, and waits in the field for its end. */
  isHeld = false
  /** Whether the reader is at the end. */
  readonly isFollowing: { current: boolean }
  /** The chat has just come into being, and its page takes over from the one that began it: the text stays where it is. */
  isHandedOver = false
  /** Whether there is a chat and the page was told, so that it can be found again at its address. */
  hasAddress: boolean
  readonly #register: SessionInit['register']
  #turn: Promise<void> = Promise.resolve()
  readonly #resumed = new Set<string>()
  #isReconnecting = false
  readonly #watchers = new Set<() => void>()
  readonly #tree = new ThreadTree()
  /** Grows whenever another branch may be there or shown. */
  #treeVersion = 0
  /** The end of the branch that a person chose; null: the newest. Undefined: not read yet. */
  #chosen: string | null | undefined
  #waitingFor: WaitingFor | null = null

  constructor({ chatId, isPlayground, model, messages, register }: SessionInit) {
    this.#register = register
    this.chatId = chatId
    this.hasAddress = chatId !== null
    this.isPlayground = isPlayground
    this.model = model
    this.isFollowing = { current: messages.length > 0 }
    this.#tree.add(messages)
    const newest = messages.at(-1)?.id
    this.chat = new Chat<ChatMessage>({
      messages: newest === undefined ? [] : this.#tree.branchOf(newest),
      generateId: newMessageId,
      transport: new ReplyTransport({
        prepareSendMessagesRequest: async ({ messages, trigger }) => ({
          api: turnUrl(this.model, isPlayground ? null : await this.#requireChat()),
          body: turnBody(messages, trigger),
        }),
        prepareReconnectToStreamRequest: () => ({ api: `/api/chats/${this.chatId}/stream` }),
      }),
      onData: ({ type, data }) => {
        if (type === 'data-status') this.#setWaitingFor(readWaitingFor(data))
      },
    })
  }

  get isRunning(): boolean {
    return this.chat.status === 'submitted' || this.chat.status === 'streaming'
  }

  /** The connection broke while a reply was written; it goes on at the server, and we try to follow it again. */
  get isReconnecting(): boolean {
    return this.#isReconnecting
  }

  /** What the running reply waits for, as far as the server has told. */
  get waitingFor(): WaitingFor | null {
    return this.#waitingFor
  }

  get treeVersion(): number {
    return this.#treeVersion
  }

  /** Watches `isReconnecting`, `waitingFor` and `treeVersion`; gives what ends the watch. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher()
  }

  #setReconnecting(isReconnecting: boolean): void {
    this.#isReconnecting = isReconnecting
    this.#tell()
  }

  #setWaitingFor(waitingFor: WaitingFor | null): void {
    if (this.#waitingFor === waitingFor) return
    this.#waitingFor = waitingFor
    this.#tell()
  }

  /** Keeps what is shown, so that another branch can take its place and go again. */
  remember(): void {
    this.#tree.addBranch(this.chat.messages)
    this.#treeVersion += 1
    this.#tell()
  }

  /** A message and those in its place on other branches, oldest first. */
  versionsOf(id: string): readonly string[] {
    return this.#tree.versionsOf(id)
  }

  /** The replies to a question on all branches, oldest first. */
  repliesTo(id: string): readonly string[] {
    return this.#tree.below(id)
  }

  #choose(last: string | null): void {
    this.#chosen = last
    if (this.chatId !== null && !this.isPlayground) keepBranch(this.chatId, last)
  }

  /** Shows the newest branch through a message, and remembers that for this chat. */
  show(id: string): void {
    if (this.isRunning) return
    this.remember()
    const last = this.#tree.newestBelow(id)
    this.#choose(last)
    this.chat.clearError()
    this.chat.messages = this.#tree.branchOf(last)
  }

  /** What a turn begins with: the present branch kept, and the new one the newest. */
  #beginTurn(): void {
    this.remember()
    this.#choose(null)
    this.#setWaitingFor(null)
    this.begunAt = Date.now()
  }

  /** Whether a reply that has begun lost its connection: no answer of ours tells why the stream ended. */
  get #isCutOff(): boolean {
    const { error, status } = this.chat
    const reply = this.#lastReply
    if (this.isPlayground || this.chatId === null || status !== 'error' || !error) return false
    return errorBodyOf(error) === null && reply?.metadata?.generationId !== undefined && !isSettled(reply)
  }

  /** Follows a turn to its end, across lost connections. */
  async #follow(turn: Promise<void>): Promise<void> {
    await turn
    if (!this.#isCutOff || this.#isReconnecting) return
    this.#setReconnecting(true)
    for (let failures = 0; this.#isCutOff; failures += 1) {
      await nextChance(failures)
      if (this.#isCutOff) await this.chat.resumeStream()
    }
    this.#setReconnecting(false)
    this.onReconnected?.()
  }

  get #lastReply(): ChatMessage | undefined {
    const last = this.chat.messages.at(-1)
    return last?.role === 'assistant' ? last : undefined
  }

  async #requireChat(): Promise<number> {
    if (this.chatId !== null && this.hasAddress) return this.chatId
    if (this.chatId === null) {
      this.chatId = chatIdOf(await apiRequest('POST', '/api/chats', { model: this.model }))
      expectTurn(this.chatId)
      this.isHandedOver = true
      moveQueueTo(this.chatId)
    }
    if (this.settings) await apiRequest('PATCH', `/api/chats/${this.chatId}`, this.settings)
    this.hasAddress = true
    this.#register?.(this.chatId, this)
    this.onCreated?.(this.chatId)
    return this.chatId
  }

  /** `id`: of a message that was written earlier; absent, it gets a fresh one. */
  send(text: string, id?: string): void {
    this.#beginTurn()
    // As a part: given as `text`, useChat would show it a moment later.
    this.#turn = this.#follow(this.chat.sendMessage({ ...(id && { id }), parts: [{ type: 'text', text }] }))
  }

  /** Takes a question back that was refused before it was stored; gives its text, null when there is none. */
  takeBack(): string | null {
    const last = this.chat.messages.at(-1)
    if (last?.role !== 'user' || last.metadata?.isStored || this.repliesTo(last.id).length > 0) return null
    this.chat.messages = this.chat.messages.slice(0, -1)
    return textOf(last)
  }

  /** Asks a question anew in other words, beside the one that stands there. */
  edit(id: string, text: string): void {
    const index = this.chat.messages.findIndex((message) => message.id === id)
    if (index === -1 || this.isRunning) return
    this.#beginTurn()
    const parentId = this.#tree.parentOf(id)
    this.chat.messages = this.chat.messages.slice(0, index)
    this.#turn = this.#follow(
      this.chat.sendMessage({ parts: [{ type: 'text', text }], metadata: { parentId } }),
    )
  }

  /** Another reply beside this one. */
  regenerate(id: string): void {
    if (this.isRunning) return
    this.#beginTurn()
    this.#turn = this.#follow(this.chat.regenerate({ messageId: id }))
  }

  /**
   * Another reply to the last question. Where no answer came at all, nobody knows whether the question arrived: the same
   * request again is safe, for the server answers a message id once.
   */
  retry(): void {
    const { error } = this.chat
    if (!error && this.#lastReply?.metadata?.status === 'streaming') return void this.resume()
    const question = this.chat.messages.findLast(({ role }) => role === 'user')
    const isUnanswered = error !== undefined && errorBodyOf(error) === null
    this.#beginTurn()
    this.#turn = this.#follow(
      isUnanswered && question
        ? this.chat.sendMessage({
            text: textOf(question),
            messageId: question.id,
            ...(question.metadata && { metadata: question.metadata }),
          })
        : this.chat.regenerate(),
    )
  }

  /** Follows the reply that is being written elsewhere. */
  async resume(): Promise<void> {
    this.begunAt = Date.now()
    this.#turn = this.#follow(this.chat.resumeStream())
    await this.#turn
  }

  /** Ends the running reply; what was written of it is kept. */
  async stop(): Promise<void> {
    if (!this.isPlayground && this.chatId !== null) {
      const generation = this.#lastReply?.metadata?.generationId
      const query = generation ? `?generation_id=${encodeURIComponent(generation)}` : ''
      const asked = apiRequest('DELETE', `/api/chats/${this.chatId}/stream${query}`).then(() => this.#turn)
      const grace = new Promise((resolve) => setTimeout(resolve, STOP_GRACE_MS))
      await Promise.race([asked.catch(() => undefined), grace])
    }
    if (!this.isRunning) return
    await this.chat.stop()
    const reply = this.#lastReply
    if (!reply) return
    const stopped: ChatMessage = { ...reply, metadata: { ...reply.metadata, status: 'stopped' } }
    this.chat.messages = [...this.chat.messages.slice(0, -1), stopped]
  }

  /**
   * Takes over what was read from the store anew. True when the last reply is being written and nobody here follows it;
   * said once for each reply.
   */
  adopt(stored: readonly ChatMessage[]): boolean {
    if (this.isRunning || this.isPlayground) return false
    this.#tree.add(stored)
    if (this.#chosen === undefined) this.#chosen = this.chatId === null ? null : readKeptBranch(this.chatId)
    const chosen = this.#chosen !== null && this.#tree.has(this.#chosen) ? this.#chosen : null
    const last = chosen === null ? stored.at(-1)?.id : this.#tree.newestBelow(chosen)
    const branch = last === undefined ? [] : this.#tree.branchOf(last)
    this.chat.messages = [...withStored(this.chat.messages, branch, stored)]
    this.remember()
    const reply = this.#lastReply
    if (!reply) return false
    const error = this.chat.error && errorBodyOf(this.chat.error)
    // The store keeps the same fault at the reply, and it is shown there.
    if (error && error.data.requestId === reply.metadata?.error?.data.requestId) this.chat.clearError()
    if (reply.metadata?.status !== 'streaming' || this.#resumed.has(reply.id)) return false
    this.#resumed.add(reply.id)
    return true
  }
}
