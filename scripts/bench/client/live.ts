import { quantile } from '../process/statistics.ts'
import { nowUs, questionFor } from '../upstream/frames.ts'
import { ReplyText } from './body.ts'
import { Connection } from './connection.ts'
import { addressOf, requestBytes, type Target } from './request.ts'

export type LiveInput = { target: Target; streams: number; tokens: number; gapMs: number }
/** Delays are from the upstream's write to the client's read, over all tokens, in ms. */
export type LiveResult = {
  p50Ms: number
  p99Ms: number
  mostMs: number
  lost: number
  mixed: number
  bytes: number
}

/** How long the streams take to begin, so that they do not all come in one instant. */
const BEGIN_WITHIN_MS = 2_000

const token = /(\d+)\.(\d+)@([0-9a-z]+);/gu

/** So many streams at once, every token of which is checked: whose it is, that none is missing, and how late it is. */
export async function live({ target, streams, tokens, gapMs }: LiveInput): Promise<LiveResult> {
  const { host, port } = addressOf(target)
  const delaysMs: number[] = []
  let lost = 0
  let mixed = 0
  let bytes = 0

  async function one(stream: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (stream / streams) * BEGIN_WITHIN_MS))
    const connection = await Connection.open(host, port)
    const reader = new ReplyText()
    let pending = ''
    let next = 0
    const onData = (data: Buffer) => {
      const arrivedUs = nowUs()
      pending += reader.push(data)
      let end = 0
      for (const match of pending.matchAll(token)) {
        end = match.index + match[0].length
        if (Number(match[1]) !== stream || Number(match[2]) !== next) mixed += 1
        next += 1
        delaysMs.push((arrivedUs - Number.parseInt(match[3] ?? '', 36)) / 1000)
      }
      pending = pending.slice(end)
    }
    try {
      const question = questionFor({ tokens, gapMs, stream })
      const reply = await connection.exchange(requestBytes(target, stream, question), { onData })
      bytes += reply.bytes
    } finally {
      lost += tokens - next
      connection.close()
    }
  }

  const ended = await Promise.allSettled(Array.from({ length: streams }, (_, stream) => one(stream)))
  const failed = ended.find((end) => end.status === 'rejected')
  if (failed && delaysMs.length === 0) throw failed.reason
  return {
    p50Ms: quantile(delaysMs, 0.5),
    p99Ms: quantile(delaysMs, 0.99),
    mostMs: quantile(delaysMs, 1),
    lost,
    mixed,
    bytes,
  }
}
