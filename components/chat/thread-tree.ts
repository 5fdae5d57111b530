import { type ChatMessage, isSettled } from './chat-message.ts'

/** All messages that a page knows of a conversation, with those of other branches; nothing is ever taken out of it. */
export class ThreadTree {
  /** In the order of storing, which the order of coming in follows. */
  readonly #messages = new Map<string, ChatMessage>()
  readonly #parents = new Map<string, string | null>()

  #put(message: ChatMessage, parent: string | null): void {
    const known = this.#messages.get(message.id)
    // What this page has drawn stays the same object, so that nothing is drawn again.
    const keeps = known && message.metadata?.isStored && (known.role === 'user' || isSettled(known))
    if (!keeps) this.#messages.set(message.id, message)
    this.#parents.set(message.id, parent)
  }

  /** Takes in messages of the store, each of which knows its parent. */
  add(messages: readonly ChatMessage[]): void {
    for (const message of messages) this.#put(message, message.metadata?.parentId ?? null)
  }

  /** Takes in a branch as it is shown: each message answers the one before it. */
  addBranch(messages: readonly ChatMessage[]): void {
    messages.forEach((message, index) => {
      const known = this.#parents.get(message.id) ?? message.metadata?.parentId
      this.#put(message, known ?? messages[index - 1]?.id ?? null)
    })
  }

  /** The message that this one answers; null: none, or it is not known. */
  parentOf(id: string): string | null {
    return this.#parents.get(id) ?? null
  }

  /** This message and those that stand in its place on other branches, oldest first. */
  versionsOf(id: string): string[] {
    const message = this.#messages.get(id)
    if (!message) return [id]
    return this.below(this.parentOf(id)).filter((other) => this.#messages.get(other)?.role === message.role)
  }

  /** What answers a message, oldest first; null: what begins the conversation. */
  below(id: string | null): string[] {
    return Array.from(this.#messages.keys()).filter((other) => this.parentOf(other) === id)
  }

  /** The newest message on the branches through this one. */
  newestBelow(id: string): string {
    const through = new Set([id])
    let newest = id
    for (const other of this.#messages.keys()) {
      if (!through.has(this.parentOf(other) ?? '')) continue
      through.add(other)
      newest = other
    }
    return newest
  }

  /** The messages up to and with this one, oldest first; none when it is not known. */
  branchOf(id: string): ChatMessage[] {
    const branch: ChatMessage[] = []
    const seen = new Set<string>()
    for (let next: string | null = id; next !== null && !seen.has(next); next = this.parentOf(next)) {
      seen.add(next)
      const message = this.#messages.get(next)
      if (!message) break
      branch.unshift(message)
    }
    return branch
  }

  has(id: string): boolean {
    return this.#messages.has(id)
  }
}
