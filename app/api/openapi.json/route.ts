import { json } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { apiDocument } from '@/lib/reference/document.ts'
import packageJson from '@/package.json'

let made: ReturnType<typeof apiDocument> | undefined

/** GET: the API reference as an OpenAPI 3.1 document, made at its first use. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'public',
    handle: () => {
      made ??= apiDocument(packageJson.version)
      return json(made)
    },
  },
})
