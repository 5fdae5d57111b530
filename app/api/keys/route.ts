import { newApiKeyBody } from '@/lib/completions/api-key-body.ts'
import { MOST_API_KEYS } from '@/lib/domain/api-key.ts'
import { AppError } from '@/lib/domain/errors.ts'
import { newKeyId } from '@/lib/domain/ids.ts'
import { json, readForm } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { newApiKey } from '@/lib/session/api-key.ts'
import { store } from '@/lib/store/index.ts'

/** GET: the caller's API keys. POST: makes one, and shows it this once. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'session',
    handle: async ({ caller }) => json({ keys: await store().apiKeys.list(caller.userId) }),
  },
  POST: {
    auth: 'session',
    async handle({ request, caller }) {
      const asked = await readForm(request, newApiKeyBody)
      const { key, prefix, hash } = newApiKey()
      const made = { ...asked, id: newKeyId(), prefix, hash, now: Date.now() }
      const shown = await store().apiKeys.create(caller.userId, made)
      if (!shown)
        throw new AppError(
          'conflict',
          `You have ${MOST_API_KEYS} API keys, which is the most. Revoke one first.`,
        )
      return json({ key, ...shown }, { status: 201 })
    },
  },
})
