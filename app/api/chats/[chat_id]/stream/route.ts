import { streamQuery } from '@/lib/chat/chat-input.ts'
import { parseCursor } from '@/lib/chat/cursor.ts'
import { requireChat, resumeReply, stopReplies } from '@/lib/chat/stream.ts'
import { toGenerationId } from '@/lib/domain/ids.ts'
import { invalidBody, readQuery } from '@/lib/http/body.ts'
import { chatIdOf } from '@/lib/http/chat-of.ts'
import { route } from '@/lib/http/route.ts'
import { store } from '@/lib/store/index.ts'

/** Seconds that a serverless function may stream; a reader that is cut off comes back with its cursor. */
export const maxDuration = 300

const generationOf = (id: string | undefined) => (id === undefined ? undefined : toGenerationId(id))

/** GET: the running reply from its start or behind a cursor; 204 when none runs. DELETE: stops it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: {
    auth: 'caller',
    async handle({ request, url, params, caller, requestId }) {
      const chatId = chatIdOf(params)
      const query = readQuery(url, streamQuery)
      const given = query.cursor ?? request.headers.get('last-event-id')
      const after = given ? parseCursor(given) : undefined
      if (after === null || query.cursor === '')
        throw invalidBody([{ path: 'cursor', message: 'must be the id of an event of this stream' }])
      const place = {
        store: store(),
        owner: caller.userId,
        chatId,
        generationId: generationOf(query.generation_id),
      }
      await requireChat(place.store, place.owner, chatId)
      const accept = request.headers.get('accept')
      const response = await resumeReply({ ...place, requestId, after, accept })
      return response ?? new Response(null, { status: 204 })
    },
  },
  DELETE: {
    auth: 'caller',
    async handle({ url, params, caller }) {
      const chatId = chatIdOf(params)
      const { generation_id } = readQuery(url, streamQuery)
      const place = {
        store: store(),
        owner: caller.userId,
        chatId,
        generationId: generationOf(generation_id),
      }
      await requireChat(place.store, place.owner, chatId)
      await stopReplies(place)
      return new Response(null, { status: 204 })
    },
  },
})
