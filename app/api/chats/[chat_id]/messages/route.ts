import { messageListQuery } from '@/lib/chat/chat-input.ts'
import { readMessages } from '@/lib/chat/read-messages.ts'
import { invalidBody, json, readQuery } from '@/lib/http/body.ts'
import { chatIdOf, chatNotFound } from '@/lib/http/chat-of.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'

/** GET: a page of a chat's messages, the newest page first, oldest first within it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'caller',
    async handle({ url, params, caller }) {
      const chatId = chatIdOf(params)
      const page = await readMessages(store(), caller.userId, chatId, readQuery(url, messageListQuery))
      if (page === 'invalid-cursor') throw invalidBody([{ path: 'before', message: 'is malformed' }])
      if (!page) throw chatNotFound()
      return json(page)
    },
  },
})
