import { AppError } from '@/lib/domain/errors.ts'
import { json } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'session',
    async handle({ caller }) {
      const user = await store().users.find(caller.userId)
      if (!user) throw new AppError('unauthorized', 'This account is no more.')
      return json({ user: { id: user.id, email: user.email } })
    },
  },
})
