import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { providerNames } from '../../../lib/domain/receipt.ts'
import { markText } from '../../upstream/index.ts'
import { answerOf } from './lab/answer.ts'
import { Lab } from './lab/lab.ts'
import { onlyAt } from './lab/models.ts'
import { KEPT_WORDS, WORDS } from './table/cell.ts'

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(() => lab.upstream.reset())
afterAll(() => lab.stop())

const cut = (words: number) => `/fault cut-after ${words}\n/mark word ${WORDS}`

/** What was read before the body broke off, and whether it did. */
async function readText(response: Response): Promise<{ text: string; broke: boolean }> {
  let text = ''
  try {
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += piece
  } catch {
    return { text, broke: true }
  }
  return { text, broke: false }
}

describe.each(providerNames)('a fault of %s', (provider) => {
  const model = onlyAt[provider]

  test('is a broken body for who reads the text alone', async () => {
    const turn = await lab.ask({ model, text: cut(KEPT_WORDS), accept: 'text/plain' })
    const response = await turn.response
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; charset=utf-8',
    ])
    expect(await readText(response)).toEqual({ text: markText('word', KEPT_WORDS), broke: true })
    const [, stored] = await turn.stored()
    expect(stored).toMatchObject({ status: 'failed', content: markText('word', KEPT_WORDS) })
  })

  test('before the first part is a status for who reads the text alone', async () => {
    const { status, error } = await answerOf(await lab.ask({ model, text: cut(0), accept: 'text/plain' }))
    expect([status, error?.data.code]).toEqual([500, 'upstream_malformed'])
  })

  test('is told in the playground as in a chat', async () => {
    const before = await answerOf(await lab.ask({ model, text: cut(0), playground: true }))
    expect([before.status, before.error?.data.code]).toEqual([500, 'upstream_malformed'])
    expect(before.error?.data.attempts).toMatchObject([
      { provider, outcome: 'upstream_malformed', status: 200 },
    ])

    const after = await answerOf(await lab.ask({ model, text: cut(KEPT_WORDS), playground: true }))
    expect([after.status, after.reply?.text]).toEqual([200, markText('word', KEPT_WORDS)])
    expect([after.error?.data.code, after.finishReason, after.reply?.done]).toEqual([
      ...['upstream_malformed', 'error', true],
    ])
    expect(after.receipt).toMatchObject({ provider, attempts: [{ outcome: 'upstream_malformed' }] })
  })
})
