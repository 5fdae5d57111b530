import { readiness } from '@/lib/chat/readiness.ts'
import { json } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'

/** GET: 200 when turns can be stored, else 503; each thing is checked within 2 s. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'public',
    async handle() {
      const { ready, ...parts } = await readiness()
      return json(parts, { status: ready ? 200 : 503 })
    },
  },
})
