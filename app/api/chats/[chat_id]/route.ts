import { chatPatchBody } from '@/lib/chat/chat-input.ts'
import { json, readJson } from '@/lib/http/body.ts'
import { chatIdOf, chatNotFound } from '@/lib/http/chat-of.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'

/** GET: one chat. PATCH: changes it. DELETE: puts it in the trash for 7 days. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'caller',
    async handle({ params, caller }) {
      const chat = await store().chats.get(caller.userId, chatIdOf(params))
      if (!chat) throw chatNotFound()
      return json({ chat })
    },
  },
  PATCH: {
    auth: 'caller',
    async handle({ request, params, caller }) {
      const chatId = chatIdOf(params)
      const chat = await store().chats.update(caller.userId, chatId, await readJson(request, chatPatchBody))
      if (!chat) throw chatNotFound()
      return json({ chat })
    },
  },
  DELETE: {
    auth: 'caller',
    async handle({ params, caller }) {
      const trashed = await store().chats.trash(caller.userId, chatIdOf(params), Date.now())
      if (!trashed) throw chatNotFound()
      return new Response(null, { status: 204 })
    },
  },
})
