import { AppError } from '@/lib/domain/errors.ts'
import { keyIdPattern, toKeyId } from '@/lib/domain/ids.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'

/** DELETE: revokes an API key, which is worth nothing from then on. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  DELETE: {
    auth: 'session',
    async handle({ params, caller }) {
      const id = params.key_id ?? ''
      const revoked = keyIdPattern.test(id) && (await store().apiKeys.revoke(caller.userId, toKeyId(id)))
      if (!revoked) throw new AppError('not_found', 'You have no such API key.')
      return new Response(null, { status: 204 })
    },
  },
})
