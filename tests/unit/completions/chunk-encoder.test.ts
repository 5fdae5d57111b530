import { describe, expect, test } from 'vitest'
import { LiveReply, type ReplyEnd } from '../../../lib/chat/live-reply.ts'
import { ChunkEncoder } from '../../../lib/completions/chunk-encoder.ts'
import { AppError, toErrorBody } from '../../../lib/domain/errors.ts'
import type { Usage } from '../../../lib/domain/receipt.ts'

const usage: Usage = { inputTokens: 3, outputTokens: 5, reasoningTokens: 2, estimated: false }
const end = (changes: Partial<ReplyEnd> = {}): ReplyEnd => ({
  status: 'complete',
  finishReason: 'stop',
  receipt: {
    ...{ model: 'google/x', provider: 'ollama', upstreamModel: 'x', reason: 'first-choice', attempts: [] },
    ...{ queuedMs: 0, firstTokenMs: 0, totalMs: 0, usage, cost: null, droppedTurns: 0, requestId: 'req_1' },
  },
  error: null,
  ...changes,
})
const begun = () => {
  const reply = new LiveReply()
  reply.serve({ model: 'google/x', provider: 'ollama', upstreamModel: 'x', droppedTurns: 0 })
  return reply
}
const encoder = (includeUsage = false) => new ChunkEncoder({ id: 'chatcmpl-1', created: 7 }, includeUsage)
type Chunk = { choices: { delta: object; finish_reason: string | null }[]; usage?: unknown }
const eventsIn = (text: string) =>
  text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => (event === 'data: [DONE]' ? 'done' : (JSON.parse(event.slice(6)) as Chunk)))
const deltas = (text: string) =>
  eventsIn(text).flatMap((event) => (event === 'done' ? [] : event.choices.map(({ delta }) => delta)))

describe('the stream of chunks', () => {
  test('says nothing before the first piece', () => {
    expect(encoder().take(begun())).toBe('')
  })

  test('joins pieces that wait, run by run, and repeats none', () => {
    const reply = begun()
    const events = encoder()
    reply.append({ type: 'reasoning', text: 'So' })
    reply.append({ type: 'reasoning', text: ' then' })
    reply.append({ type: 'text', text: 'a "b"\n' })
    reply.append({ type: 'text', text: 'ü😀' })
    expect(deltas(events.take(reply))).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'So then' },
      { content: 'a "b"\nü😀' },
    ])
    expect(events.take(reply)).toBe('')
    reply.append({ type: 'text', text: '!' })
    expect(deltas(events.take(reply))).toEqual([{ content: '!' }])
    expect(events.ended).toBe(false)
  })

  test('ends with the finish reason, the usage where it was asked for, and [DONE]', () => {
    for (const includeUsage of [true, false]) {
      const reply = begun()
      const events = encoder(includeUsage)
      reply.append({ type: 'text', text: 'a' })
      reply.finish(end({ finishReason: 'content-filter' }))
      const all = eventsIn(events.take(reply))
      expect(events.ended).toBe(true)
      expect(events.take(reply)).toBe('')
      expect(all.at(-1)).toBe('done')
      const finish = all.at(includeUsage ? -3 : -2)
      expect(finish).toMatchObject({ choices: [{ delta: {}, finish_reason: 'content_filter' }] })
      if (!includeUsage) continue
      expect(finish).toMatchObject({ usage: null })
      expect(all.at(-2)).toEqual({
        ...{ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 7, model: 'google/x', choices: [] },
        usage: {
          ...{ prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
          completion_tokens_details: { reasoning_tokens: 2 },
        },
      })
    }
  })

  test.each([0, 1])('a reply that broke off after %i pieces ends with its error and no [DONE]', (pieces) => {
    const reply = begun()
    const events = encoder()
    if (pieces > 0) reply.append({ type: 'text', text: 'a' })
    const error = toErrorBody(new AppError('upstream_timeout', 'Too late.'), 'req_1')
    reply.finish(end({ status: 'failed', finishReason: 'error', error }))
    const text = events.take(reply)
    expect(eventsIn(text).at(-1)).toEqual({
      error: { message: 'Too late.', type: 'server_error', param: null, code: 'upstream_timeout' },
    })
    expect(text).not.toContain('DONE')
    expect(events.ended).toBe(true)
  })

  test('gives one who is far behind no more than a share at once, and all in the end', () => {
    const reply = begun()
    const events = encoder()
    const text = 'x'.repeat(1_000_000)
    reply.append({ type: 'text', text })
    let seen = ''
    for (let taken = events.take(reply); taken !== ''; taken = events.take(reply)) {
      expect(taken.length).toBeLessThan(150_000)
      for (const delta of deltas(taken)) seen += 'content' in delta ? String(delta.content) : ''
    }
    expect(seen).toBe(text)
  })
})
