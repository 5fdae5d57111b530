import { json } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import packageJson from '@/package.json'

/** GET: 200 whenever the process answers; `uptime` in seconds. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'public',
    handle: () => json({ status: 'ok', version: packageJson.version, uptime: Math.round(process.uptime()) }),
  },
})
