import { questionFor, tokensAtOnce } from '../upstream/frames.ts'
import { ReplyText } from './body.ts'
import { Connection } from './connection.ts'
import { addressOf, requestBytes, type Target } from './request.ts'

export type BurstInput = { target: Target; tokens: number; callers: number; forMs: number }
export type BurstResult = { replies: number; ms: number; bytes: number }

/**
 * So many callers, each asking again as soon as its reply has ended. The first reply of each is read and compared.
 * @throws when one is not the reply that was ordered.
 */
export async function burst({ target, tokens, callers, forMs }: BurstInput): Promise<BurstResult> {
  const { host, port } = addressOf(target)
  const question = questionFor({ tokens, gapMs: 0, stream: 0 })
  const expected = tokensAtOnce(tokens).join('')
  const connections = await Promise.all(Array.from({ length: callers }, () => Connection.open(host, port)))
  await Promise.all(
    connections.map(async (connection, caller) => {
      const reader = new ReplyText()
      let text = ''
      const onData = (data: Buffer) => {
        text += reader.push(data)
      }
      await connection.exchange(requestBytes(target, caller, question), { onData })
      if (text !== expected)
        throw new Error(`${target.name} gave another reply than was ordered: ${text.slice(0, 200)}`)
    }),
  )
  let replies = 0
  let bytes = 0
  const startedMs = performance.now()
  await Promise.all(
    connections.map(async (connection, caller) => {
      const request = requestBytes(target, caller, question)
      while (performance.now() - startedMs < forMs) {
        const reply = await connection.exchange(request)
        bytes += reply.bytes
        replies += 1
      }
      connection.close()
    }),
  )
  return { replies, ms: performance.now() - startedMs, bytes }
}
