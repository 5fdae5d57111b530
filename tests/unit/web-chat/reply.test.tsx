import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { type ChatMessage, fromStored } from '../../../components/chat/chat-message.ts'
import { Message } from '../../../components/chat/message.tsx'
import { ReceiptLine } from '../../../components/chat/receipt-line.tsx'
import { endingOf, phaseOf } from '../../../components/chat/reply-phase.ts'
import { ReplyText } from '../../../components/chat/reply-text.tsx'
import { shortTokens } from '../../../components/models/labels.ts'
import type { Attempt } from '../../../lib/domain/receipt.ts'
import { own, receipt, stored } from './messages.ts'

describe('where a reply stands', () => {
  const question = own({ id: 'q', role: 'user', text: 'Hello?' })
  const thinking: ChatMessage = { id: 'a', role: 'assistant', parts: [{ type: 'reasoning', text: 'Hm' }] }
  test.each([
    ['ready', question, 'idle'],
    ['error', question, 'idle'],
    ['submitted', question, 'connecting'],
    ['submitted', own({ id: 'a', text: '' }), 'waiting'],
    ['streaming', thinking, 'thinking'],
    ['streaming', own({ id: 'a', text: 'Hi' }), 'writing'],
  ] as const)('%s with its last message is %s', (status, last, phase) => {
    expect(phaseOf(status, last)).toBe(phase)
  })

  test('its end is announced without its text', () => {
    expect(endingOf(own({ id: 'a', text: 'secret words here' }), false)).toBe(
      'The reply is finished, 3 words.',
    )
    expect(endingOf(own({ id: 'a', text: 'Half', metadata: { status: 'stopped' } }), false)).toBe(
      'The reply was stopped.',
    )
    expect(endingOf(own({ id: 'a', text: 'Half', metadata: { status: 'failed' } }), false)).toBe(
      'The reply failed.',
    )
    expect(endingOf(question, true)).toBe('The reply failed.')
    expect(endingOf(question, false)).toBe('The reply was stopped.')
  })
})

describe('a message', () => {
  const face = { name: 'Qwen2.5', icon: 'qwen' }
  const html = (fields: Parameters<typeof stored>[0]) =>
    renderToStaticMarkup(<Message message={fromStored(stored(fields))} face={face} Text={ReplyText} />)

  test('is text and nothing but text', () => {
    const markup = html({ id: 'a', content: '<img src=x onerror=alert(1)>\n  two' })
    expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt;\n  two')
    expect(markup).toContain('aria-label="Reply by Qwen2.5"')
  })

  test('of a reply that failed says why, with the request id', () => {
    const error = {
      statusCode: 500,
      statusMessage: 'Internal Server Error',
      data: { code: 'upstream_timeout' as const, message: 'It took too long.', requestId: 'req_9' },
    }
    const markup = html({ id: 'a', content: 'Half', status: 'failed', error })
    expect(markup).toContain('Half')
    expect(markup).toContain('It took too long.')
    expect(markup).toContain('req_9')
  })

  test.each([
    ['stopped', 'You stopped this reply.'],
    ['interrupted', 'The server was interrupted'],
  ] as const)('of a reply that was %s says so', (status, words) => {
    expect(html({ id: 'a', status })).toContain(words)
    expect(html({ id: 'a', status: 'complete' })).not.toContain(words)
  })

  test('folds the thoughts away', () => {
    expect(html({ id: 'a', reasoning: 'First I think' })).toMatch(
      /<details[^>]*>.*First I think.*<\/details>/su,
    )
  })
})

test('a receipt is one line of what is known, with its reason in words', () => {
  expect(renderToStaticMarkup(<ReceiptLine receipt={receipt} />)).toContain(
    'qwen/Qwen2.5-72B-Instruct · Hugging Face · first token after 0.42 s · about 2128 tokens/s · about 1,234 tokens',
  )
  const unknown = { ...receipt, provider: null, reason: null, firstTokenMs: null, usage: null }
  expect(renderToStaticMarkup(<ReceiptLine receipt={unknown} />)).toContain(
    '</span>qwen/Qwen2.5-72B-Instruct · no provider answered</summary>',
  )
  const down: Attempt = {
    provider: 'cloudflare',
    upstreamModel: '@cf/x',
    outcome: 'upstream_unavailable',
    status: 503,
    ms: 12,
  }
  const failover = renderToStaticMarkup(
    <ReceiptLine receipt={{ ...receipt, reason: 'failover', attempts: [down] }} />,
  )
  expect(failover).toContain('Answered by Hugging Face because Cloudflare was down.')
  expect(failover).toContain('(HTTP 503)')
  const successor = renderToStaticMarkup(
    <ReceiptLine receipt={{ ...receipt, reason: 'successor', cost: { usd: 0.00123 } }} />,
  )
  expect(successor).toContain('Answered by its successor Qwen/Qwen2.5-72B-Instruct at Hugging Face.')
  expect(successor).toContain(' · $0.0012')
})

test('windows are named as people name them', () => {
  expect([4096, 8192, 24_000, 32_768, 131_072, 1_048_576].map(shortTokens)).toEqual([
    '4K',
    '8K',
    '24K',
    '32K',
    '128K',
    '1M',
  ])
})
