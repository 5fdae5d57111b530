import { afterAll, beforeAll, expect, test } from 'vitest'
import { resumeReply } from '../../../lib/chat/stream.ts'
import { providerNames } from '../../../lib/domain/receipt.ts'
import { readReply } from '../../support/ui-stream.ts'
import { markText } from '../../upstream/index.ts'
import { answerOf } from './lab/answer.ts'
import { Lab } from './lab/lab.ts'
import { onlyAt } from './lab/models.ts'

const TURNS = 100
const WORDS = 40

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
afterAll(() => lab.stop())

/** One turn with its own mark, read by the one who asked and, where it is stored, by a second reader. */
async function markedTurn(index: number) {
  const provider = providerNames[index % providerNames.length] ?? 'ollama'
  const playground = index % 5 === 0
  const text = `/think 3\n/slow 25\n/mark mark${index}x ${WORDS}`
  const turn = await lab.ask({ model: onlyAt[provider], text, playground })
  await turn.response
  const { store, owner } = lab
  const second =
    turn.chat &&
    (await resumeReply({ store, owner, chatId: turn.chat.id, requestId: turn.requestId, accept: null }))
  const [answer, again] = await Promise.all([answerOf(turn), second && readReply(second)])
  return { index, turn, answer, again }
}

test(`${TURNS} replies at once carry ${TURNS} marks, and none lands in another’s stream or message`, async () => {
  lab.upstream.change({ oneWritePerFrame: true })
  const all = await Promise.all(Array.from({ length: TURNS }, (_, index) => markedTurn(index)))
  for (const { index, turn, answer, again } of all) {
    const text = markText(`mark${index}x`, WORDS)
    const { reply, stored, question, error, receipt } = answer
    expect(error).toBe(null)
    // Also where a provider does not keep thoughts apart.
    const whole = `${reply?.reasoning}${reply?.text}`
    expect(reply?.text).toBe(text)
    expect(reply?.reasoning).not.toBe('')
    expect(new Set(whole.match(/mark\d+x/gu))).toEqual(new Set([`mark${index}x`]))
    expect(receipt?.requestId).toBe(turn.requestId)
    if (!turn.chat) {
      expect(stored).toBe(null)
      continue
    }
    expect(question?.content).toContain(`mark${index}x`)
    expect(stored).toMatchObject({
      chatId: turn.chat.id,
      status: 'complete',
      content: reply?.text,
      reasoning: reply?.reasoning || null,
      receipt,
    })
    expect(reply?.parts[0]).toMatchObject({
      messageId: stored?.id,
      messageMetadata: { chatId: turn.chat.id, generationId: stored?.generationId },
    })
    expect([again?.text, again?.reasoning]).toEqual([reply?.text, reply?.reasoning])
    expect(again?.parts[0]).toEqual(reply?.parts[0])
  }
  expect(new Set(all.map(({ answer }) => answer.headers.get('x-neptun-generation-id'))).size).toBe(TURNS)
})
