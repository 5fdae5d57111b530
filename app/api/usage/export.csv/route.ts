import { readQuery } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'
import { exportTurns } from '@/lib/usage/csv.ts'
import { exportQuery } from '@/lib/usage/query.ts'

/** GET: the caller's newest turns, one a line, as CSV to download. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'caller',
    async handle({ url, caller }) {
      const range = readQuery(url, exportQuery)
      return new Response(await exportTurns(store(), caller.userId, range), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="neptun-usage-${range.from}-${range.to}.csv"`,
          'cache-control': 'no-store',
        },
      })
    },
  },
})
