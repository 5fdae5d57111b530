import { json, readQuery } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'
import { usageQuery } from '@/lib/usage/query.ts'
import { usageReport } from '@/lib/usage/report.ts'

/** GET: what the caller's turns took, in sums by day, model, provider or key. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'caller',
    async handle({ url, caller }) {
      const query = readQuery(url, usageQuery)
      return json(usageReport(await store().usage.cells(caller.userId, query), query))
    },
  },
})
