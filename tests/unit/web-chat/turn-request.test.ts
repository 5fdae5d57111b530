import { describe, expect, test } from 'vitest'
import { turnBody, turnUrl } from '../../../components/chat/turn-request.ts'
import { own } from './messages.ts'

describe('the address of a turn', () => {
  test('keeps the dots and the case of a model id', () => {
    expect(turnUrl('qwen/Qwen2.5-72B-Instruct', 7)).toBe('/api/ai/qwen/Qwen2.5-72B-Instruct/chat?chat_id=7')
  })

  test('encodes what a path cannot hold', () => {
    expect(turnUrl('a b/c?d', 7)).toBe('/api/ai/a%20b/c%3Fd/chat?chat_id=7')
  })

  test('is that of the playground where there is no chat', () => {
    expect(turnUrl('ollama/rwkv-6-world', null)).toBe(
      '/api/ai/ollama/rwkv-6-world/chat?chat_id=-1&is_playground=true',
    )
  })
})

describe('the body of a turn', () => {
  const question = own({ id: 'q1', role: 'user', text: 'One?' })
  const reply = own({ id: 'a1', text: 'One.' })
  const next = own({ id: 'q2', role: 'user', text: 'Two?' })

  test('holds text and ids alone, and names the reply that is answered', () => {
    expect(turnBody([question, reply, next], 'submit-message')).toEqual({
      messages: [
        { id: 'q1', role: 'user', content: 'One?' },
        { id: 'a1', role: 'assistant', content: 'One.' },
        { id: 'q2', role: 'user', content: 'Two?' },
      ],
      trigger: 'submit-message',
      parent_id: 'a1',
    })
  })

  test('names no parent where the message before is a question', () => {
    expect(turnBody([question], 'regenerate-message')).not.toHaveProperty('parent_id')
    expect(turnBody([question, next], 'submit-message')).not.toHaveProperty('parent_id')
  })

  test('leaves empty replies out', () => {
    const empty = { ...reply, parts: [] }
    expect(turnBody([question, empty, next], 'submit-message').messages.map(({ id }) => id)).toEqual([
      'q1',
      'q2',
    ])
  })

  test('drops the oldest messages until it fits into the endpoint’s body limit', () => {
    const long = Array.from({ length: 30 }, (_, index) =>
      own({ id: `m${index}`, role: index % 2 === 0 ? 'user' : 'assistant', text: 'ä'.repeat(30_000) }),
    )
    const { messages } = turnBody([...long, next], 'submit-message')
    expect(messages.at(-1)?.id).toBe('q2')
    expect(messages.length).toBeGreaterThan(10)
    expect(Buffer.byteLength(JSON.stringify(messages))).toBeLessThan(1024 * 1024)
  })

  test('sends a message that is too long by itself, for the server to say so', () => {
    const huge = own({ id: 'big', role: 'user', text: 'x'.repeat(2_000_000) })
    expect(turnBody([question, huge], 'submit-message').messages.map(({ id }) => id)).toEqual(['big'])
  })
})
