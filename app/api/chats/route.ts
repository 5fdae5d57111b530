import { chatListQuery, newChatBody } from '@/lib/chat/chat-input.ts'
import { importChat } from '@/lib/chat/import-chat.ts'
import { invalidBody, json, readJson, readQuery } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { defaultModelId } from '@/lib/models/list.ts'
import { store } from '@/lib/store/index.ts'

/** GET: the caller's chats, newest activity first. POST: a new chat, with `messages` one that holds a conversation. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'caller',
    async handle({ url, caller }) {
      const { limit, cursor, q } = readQuery(url, chatListQuery)
      const query = q?.trim() ? q : undefined
      const page = await store().chats.list(caller.userId, { limit, cursor, query })
      if (page === 'invalid-cursor') throw invalidBody([{ path: 'cursor', message: 'is malformed' }])
      return json(page)
    },
  },
  POST: {
    auth: 'caller',
    async handle({ request, caller }) {
      const { name, model, messages } = await readJson(request, newChatBody, { optional: true })
      const chosen = model ?? (await store().chats.lastModel(caller.userId)) ?? defaultModelId()
      const chat =
        messages.length === 0
          ? await store().chats.create(caller.userId, { name, model: chosen, now: Date.now() })
          : await importChat(store(), caller.userId, { name, model: chosen, messages })
      return json({ chat }, { status: 201 })
    },
  },
})
