/** Where a page of chats ended: the activity (Unix ms) and the id of its last chat. */
export type ChatPosition = { updatedAt: number; id: number }

/** The `nextCursor` that continues after a chat. */
export const toChatCursor = (position: ChatPosition) => `${position.updatedAt}-${position.id}`

/** The position that a `nextCursor` names, or null for any other text. */
export function readChatCursor(cursor: string): ChatPosition | null {
  const [, updatedAt, id] = /^(\d{1,15})-(\d{1,15})$/u.exec(cursor) ?? []
  return updatedAt && id ? { updatedAt: Number(updatedAt), id: Number(id) } : null
}

/** The place in the order of storing that a `nextBefore` names, or null for any other text. */
export const readMessageCursor = (before: string) => (/^\d{1,15}$/u.test(before) ? Number(before) : null)
