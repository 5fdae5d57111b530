import { json } from '@/lib/http/body.ts'
import { chatIdOf, chatNotFound } from '@/lib/http/chat-of.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'

/** POST: takes a chat out of the trash. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: {
    auth: 'caller',
    async handle({ params, caller }) {
      const chat = await store().chats.restore(caller.userId, chatIdOf(params), Date.now())
      if (!chat) throw chatNotFound()
      return json({ chat })
    },
  },
})
