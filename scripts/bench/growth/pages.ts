import { toUserId } from '../../../lib/domain/ids.ts'
import { type Client, newAccount } from '../../../tests/support/client.ts'
import { quantile } from '../process/statistics.ts'

/** A person with an account, and the pages of theirs that grow. */
export async function newPerson(client: Client) {
  const { id } = await client.signUp(newAccount())
  return { owner: toUserId(id), client }
}

/** Milliseconds of each page and list: the median of `times` requests. */
export async function timePages(client: Client, chat: number, times: number): Promise<Map<string, number>> {
  const paths = {
    'page /': '/',
    'page /chats/{id}': `/chats/${chat}`,
    'GET /api/chats': '/api/chats',
    'GET /api/chats/{id}/messages': `/api/chats/${chat}/messages`,
  }
  const medians = new Map<string, number>()
  for (const [name, path] of Object.entries(paths)) {
    const ms: number[] = []
    for (let index = 0; index < times; index += 1) {
      const startedMs = performance.now()
      const response = await client.fetch(path)
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`)
      ms.push(performance.now() - startedMs)
    }
    medians.set(name, quantile(ms.slice(Math.floor(times / 4)), 0.5))
  }
  return medians
}
