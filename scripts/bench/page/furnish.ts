import type { APIRequestContext } from '@playwright/test'

/** What a model of the catalogue is called that a thread of the bench is held with. */
export const benchModel = 'google/gemma-2-27b-it'

/** A reply as people get them: a few paragraphs, a list, a table or code. About 600 characters. */
const replies = [
  (turn: number) =>
    `## Answer ${turn}\n\nThe tide follows the moon with a delay of **${turn} minutes**, as \`tides.ts\` tells. In a narrow bay it comes later and higher than at the open coast.\n\n- spring tide when sun and moon pull together\n- neap tide when they pull across each other\n- the [almanac](https://example.com/${turn}) has both\n\nNobody has to know more than that to sail out of the harbour in time.`,
  (turn: number) =>
    `Take the date and count from the last full moon:\n\n\`\`\`ts\nexport const phase = (day: number) => (day + ${turn}) % 29.53\nconsole.log(phase(${turn}))\n\`\`\`\n\nThe rest is a table:\n\n| day | height |\n| --- | ---: |\n| ${turn} | 3.2 m |\n| ${turn + 7} | 1.9 m |\n\nBoth columns are rounded, since wind and pressure change them by more than that.`,
]

export type Thread = { messages: number; longestCharacters?: number }

/**
 * Stores a chat with so many messages, questions and replies in turn, and gives its id. `longestCharacters`: so long is
 * the last reply. `request` is signed in.
 * @throws Error when the chat is refused.
 */
export async function storeThread(
  request: APIRequestContext,
  { messages, longestCharacters = 0 }: Thread,
): Promise<number> {
  const turns = Array.from({ length: messages / 2 }, (_, turn) => turn)
  const answer = (turn: number) => replies[turn % replies.length]?.(turn) ?? ''
  const last = turns.length - 1
  const long = Array.from({ length: Math.ceil(longestCharacters / 400) }, (_, part) => answer(part))
    .join('\n\n')
    .slice(0, longestCharacters)
  const made = await request.post('/api/chats', {
    data: {
      name: `${messages} messages`,
      model: benchModel,
      messages: turns.flatMap((turn) => [
        { role: 'user', content: `Question ${turn}: when does the tide turn on day ${turn}?` },
        { role: 'assistant', content: turn === last && long ? long : answer(turn) },
      ]),
    },
  })
  if (!made.ok()) throw new Error(`A chat of ${messages} messages was answered ${made.status()}`)
  const { chat } = (await made.json()) as { chat: { id: number } }
  return chat.id
}
