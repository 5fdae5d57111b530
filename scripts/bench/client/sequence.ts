import { quantile } from '../process/statistics.ts'
import { questionFor, tokensAtOnce } from '../upstream/frames.ts'
import { Connection } from './connection.ts'
import { addressOf, requestBytes, type Target } from './request.ts'

export type SequenceInput = { target: Target; tokens: number; requests: number }
/** Medians of one round, in ms. */
export type SequenceResult = { firstTokenMs: number; totalMs: number }

/** One caller who asks again and again, each time waiting for the whole reply. */
export async function sequence({ target, tokens, requests }: SequenceInput): Promise<SequenceResult> {
  const { host, port } = addressOf(target)
  const connection = await Connection.open(host, port)
  const request = requestBytes(target, 0, questionFor({ tokens, gapMs: 0, stream: 0 }))
  const awaited = JSON.stringify(tokensAtOnce(1)[0]).slice(1, -1)
  const first: number[] = []
  const total: number[] = []
  for (let index = 0; index < requests; index += 1) {
    const { ms, firstMs } = await connection.exchange(request, { awaited: `":"${awaited}` })
    first.push(firstMs ?? Number.NaN)
    total.push(ms)
  }
  connection.close()
  return { firstTokenMs: quantile(first, 0.5), totalMs: quantile(total, 0.5) }
}
