import { json } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { listModels } from '@/lib/models/list.ts'

/** GET: all models and how they are (api.md section 4). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: { auth: 'public', handle: () => json({ models: listModels() }) },
})
